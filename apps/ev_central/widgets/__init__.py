"""Parts of CENTRAL's window. GUI thread only; they show views and send intents, they hold no rules."""
