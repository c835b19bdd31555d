"""Everything that programs share and that needs Qt.

``threads``, ``core_thread``, ``app``, ``display`` and ``translation`` import QtCore only, so that a program
without a window needs no display libraries; the other modules are for windows.
"""
