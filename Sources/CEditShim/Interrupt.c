#include "CEditShim.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

_Static_assert(ATOMIC_BOOL_LOCK_FREE == 2, "a signal handler may only touch lock-free atomics");

static atomic_bool requested;
static atomic_bool at_terminal;

static void on_interrupt(int signal_number) {
  (void)signal_number;
  bool again = atomic_exchange(&requested, true);
  if (again || !atomic_load(&at_terminal)) return;
  int saved = errno;
  ssize_t ignored = write(STDOUT_FILENO, "\n", 1);
  (void)ignored;
  errno = saved;
}

void cedit_interrupt_install(void) {
  atomic_store(&at_terminal, isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
  struct sigaction action = {.sa_handler = on_interrupt};  // no SA_RESTART: reads must wake
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  signal(SIGQUIT, SIG_DFL);  // a debugger of the runtime would take the terminal
}

bool cedit_interrupt_requested(void) {
  return atomic_load_explicit(&requested, memory_order_relaxed);
}

void cedit_interrupt_clear(void) { atomic_store_explicit(&requested, false, memory_order_relaxed); }
