// Shared by the files of this target.
#pragma once
#include <histedit.h>
#include <stdbool.h>

/// Reads one UTF-8 character from standard input for libedit: 1, or 0 at the end of the input, or
/// -1 with `errno`, which is EINTR iff the interrupt flag is up. Bytes that are not UTF-8 are
/// passed over.
int cedit_read_character(EditLine *editor, wchar_t *character);

/// Does what a resize of the window or the return from a stop asks for, if there was one.
void cedit_follow_terminal(EditLine *editor);

/// True iff the terminal can clear all from the cursor on.
bool cedit_can_clear(EditLine *editor);

/// Draws the entry anew in a window whose width has become `columns`.
void cedit_redraw(EditLine *editor, int columns);
