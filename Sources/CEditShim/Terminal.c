#include "CEditShim.h"
#include "Internal.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static atomic_bool resized;
static atomic_bool continued;

static void on_resize(int signal_number) {
  (void)signal_number;
  atomic_store(&resized, true);
}

static void on_continue(int signal_number) {
  (void)signal_number;
  atomic_store(&continued, true);
}

static void on_end(int signal_number);

// The signals that we act on while an entry is read.
static const struct {
  int number;
  void (*handler)(int);
} watched[] = {
    {SIGWINCH, on_resize}, {SIGCONT, on_continue}, {SIGTERM, on_end},
    {SIGHUP, on_end},      {SIGQUIT, on_end},
};
enum { watched_count = sizeof watched / sizeof *watched };

// What must be there again afterwards, and what the terminal was asked for.
static struct {
  struct sigaction actions[watched_count];
  struct termios terminal;
  bool has_terminal;
  bool paste;
  int columns;
} before;

static void mark_pasted_text(bool on) {
  if (!before.paste) return;
  const char *text = on ? "\033[?2004h" : "\033[?2004l";
  ssize_t ignored = write(STDOUT_FILENO, text, strlen(text));
  (void)ignored;
}

// Ends the process, or does what the host wanted done: as if we had not been there.
static void on_end(int signal_number) {
  mark_pasted_text(false);
  if (before.has_terminal) tcsetattr(STDIN_FILENO, TCSANOW, &before.terminal);
  for (size_t i = 0; i < watched_count; i++)
    if (watched[i].number == signal_number) sigaction(signal_number, &before.actions[i], NULL);
  raise(signal_number);
}

int cedit_window_rows(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

int cedit_window_columns(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void cedit_begin(bool paste) {
  before.paste = paste;
  before.columns = cedit_window_columns();
  // what came after the last entry ended, while its handlers still stood, is no news
  atomic_store(&continued, false);
  atomic_store(&resized, false);
  before.has_terminal = tcgetattr(STDIN_FILENO, &before.terminal) == 0;
  for (size_t i = 0; i < watched_count; i++) {
    sigaction(watched[i].number, NULL, &before.actions[i]);
    bool ends = watched[i].handler == on_end;
    if (ends && before.actions[i].sa_handler == SIG_IGN) continue;  // under nohup
    struct sigaction action = {.sa_handler = watched[i].handler};  // no SA_RESTART
    sigemptyset(&action.sa_mask);
    sigaction(watched[i].number, &action, NULL);
  }
  mark_pasted_text(true);
}

void cedit_end(void) {
  mark_pasted_text(false);
  for (size_t i = 0; i < watched_count; i++)
    sigaction(watched[i].number, &before.actions[i], NULL);
}

static void resume(EditLine *editor) {
  el_set(editor, EL_PREP_TERM, 0);  // libedit thinks that the terminal is still as it left it
  el_set(editor, EL_PREP_TERM, 1);
  mark_pasted_text(true);
  atomic_store(&resized, false);
  before.columns = cedit_window_columns();
  el_resize(editor);
  el_set(editor, EL_REFRESH);
}

void cedit_lend_terminal(EditLine *editor, bool lent) {
  if (lent) {
    el_set(editor, EL_PREP_TERM, 0);
    mark_pasted_text(false);
  } else {
    resume(editor);
  }
}

void cedit_suspend(EditLine *editor) {
  cedit_lend_terminal(editor, true);
  kill(0, SIGTSTP);  // the whole group, as the terminal itself would; we go on after SIGCONT
  atomic_store(&continued, true);
}

static void follow_resize(EditLine *editor) {
  int columns = cedit_window_columns();
  if (columns == before.columns || columns == 0) {
    el_resize(editor);
  } else {
    cedit_redraw(editor, columns);
  }
  before.columns = columns;
}

void cedit_follow_terminal(EditLine *editor) {
  if (atomic_exchange(&continued, false)) resume(editor);
  if (atomic_exchange(&resized, false)) follow_resize(editor);
}

void cedit_write_newline(void) {
  putc('\n', stdout);
  fflush(stdout);
}

void cedit_write_below(EditLine *editor, const char *lines) {
  printf("\r\n%s%s", cedit_can_clear(editor) ? "\033[J" : "", lines);
  fflush(stdout);
  el_set(editor, EL_REFRESH);
}
