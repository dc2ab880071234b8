// What Swift cannot say to libedit and to the terminal: variadic calls in fixed form, the three
// standard streams, and everything that must run inside a signal handler. Nothing else.
#pragma once
#include <histedit.h>
#include <stdbool.h>

#pragma clang assume_nonnull begin

// ---- The interrupt flag -----------------------------------------------------------------------

/// Lets Ctrl-C (SIGINT) raise a flag instead of ending the process, and Ctrl-\ (SIGQUIT) end it. System calls that wait are
/// woken with EINTR. At a terminal the signal also ends the line on which `^C` is shown. May be
/// called again.
void cedit_interrupt_install(void);

/// True iff a SIGINT came since the flag was last cleared. Lock-free; callable from any thread.
bool cedit_interrupt_requested(void);

/// Lowers the flag. Lock-free; callable from any thread.
void cedit_interrupt_clear(void);

// ---- An editor --------------------------------------------------------------------------------

/// Returns the prompt of the editor; what it returns must live until the next call.
typedef char *_Nonnull (*cedit_prompt_function)(EditLine *editor);

/// What a key does: gets the character that was typed, returns one of `CC_NORM`, `CC_REFRESH`, ….
typedef unsigned char (*cedit_key_function)(EditLine *editor, int character);

/// Makes the process read and write characters as UTF-8: in the user's own locale if it is one,
/// else in a neutral one. Returns whether that succeeded; libedit needs it before anything else.
bool cedit_use_utf8(void);

/// Returns a new editor on the standard streams that reads through our own character reader, or
/// null. The caller ends it with `el_end`.
EditLine *_Nullable cedit_create(const char *program);

/// Sets the function that gives the prompt; text between two `escape` characters takes no columns.
void cedit_set_prompt(EditLine *editor, cedit_prompt_function prompt, char escape);

/// Sets the function that gives the text at the right edge, which is drawn anew whenever the line is; `escape` as for the
/// prompt.
void cedit_set_right_prompt(EditLine *editor, cedit_prompt_function prompt, char escape);

/// Chooses the key bindings to start from: "emacs" or "vi". They replace all that were there.
void cedit_set_mode(EditLine *editor, const char *mode);

/// True iff the key bindings are those of vi.
bool cedit_is_vi(EditLine *editor);

/// True iff lines are edited, false iff the user's settings say `edit off`.
bool cedit_is_editing(EditLine *editor);

/// Attaches a pointer of the caller's to the editor.
void cedit_set_owner(EditLine *editor, void *owner);

/// Returns the pointer given to `cedit_set_owner`.
void *_Nullable cedit_owner(EditLine *editor);

/// Changes a flag of the terminal as it is during editing, for example "-isig".
void cedit_set_editing_flag(EditLine *editor, const char *flag);

/// Adds a function that keys can be bound to.
void cedit_add_function(
    EditLine *editor, const char *name, const char *summary, cedit_key_function function);

/// Binds a key sequence to a function; in vi mode, for insertion.
void cedit_bind(EditLine *editor, const char *keys, const char *function);

/// Binds a key sequence to a function in vi's command mode.
void cedit_bind_command(EditLine *editor, const char *keys, const char *function);

/// Erases the entry from the screen, with its prompt; `cedit_refresh` draws it anew from there. Between the two prompt and
/// entry may change.
void cedit_erase(EditLine *editor);

/// Draws the entry as it is now, from where the cursor is.
void cedit_refresh(EditLine *editor);

// ---- The terminal while an entry is read ------------------------------------------------------

/// Guards the terminal until `cedit_end`: a resize is followed, and a signal that ends the process
/// first puts the terminal back as it is now. With `paste`, the terminal is asked to mark pasted
/// text. One editor reads at a time.
void cedit_begin(bool paste);

/// Ends what `cedit_begin` began.
void cedit_end(void);

/// Stops the process group as Ctrl-Z does, with the terminal put back for the shell; when it goes
/// on, draws the entry anew.
void cedit_suspend(EditLine *editor);

/// Writes a line break to the terminal.
void cedit_write_newline(void);

/// Writes lines below the entry and draws the entry anew below them.
void cedit_write_below(EditLine *editor, const char *lines);

/// Gives the terminal back as it was before the editor for as long as another program uses it, or takes it again and draws
/// the entry anew.
void cedit_lend_terminal(EditLine *editor, bool lent);

/// The rows of the window, or 0 where they are not known.
int cedit_window_rows(void);

/// The columns of the window, or 0 where they are not known.
int cedit_window_columns(void);

#pragma clang assume_nonnull end
