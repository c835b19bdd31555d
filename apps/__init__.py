"""The executables: one package each; an app never imports another one."""
