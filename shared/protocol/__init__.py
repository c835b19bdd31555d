"""Socket protocol of the monitor's two links (wire contract 1 to 3), without any input or output.

Bytes go in, events come out: ``frames`` cuts bytes into frames, ``fields`` frames into fields,
``connection`` holds the handshake and its repetitions, and the dialogues give requests and answers their
types. ``shared.net`` moves the bytes. Nothing here knows the time, a thread or a socket.
"""
