#include "CEditShim.h"
#include "Internal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

// Waits until a byte can be read; false iff interrupted. The signals that must wake us come in
// only while pselect waits, so none is lost between a look at its flag and the wait.
static bool wait_for_byte(EditLine *editor) {
  sigset_t waking, outside;
  sigemptyset(&waking);
  sigaddset(&waking, SIGWINCH);
  sigaddset(&waking, SIGCONT);
  sigaddset(&waking, SIGINT);
  pthread_sigmask(SIG_BLOCK, &waking, &outside);
  int ready = -1;
  do {
    cedit_follow_terminal(editor);
    if (cedit_interrupt_requested()) break;
    fd_set input;
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    ready = pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &outside);
  } while (ready < 0 && errno == EINTR);
  pthread_sigmask(SIG_SETMASK, &outside, NULL);
  return !cedit_interrupt_requested();
}

int cedit_read_character(EditLine *editor, wchar_t *character) {
  mbstate_t state = {0};
  *character = 0;
  while (wait_for_byte(editor)) {
    char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return (int)count;
    bool first = mbsinit(&state);
    size_t length = mbrtowc(character, &byte, 1, &state);
    if (length == (size_t)-1 && !first) {  // a broken character; this byte may begin the next
      state = (mbstate_t){0};
      length = mbrtowc(character, &byte, 1, &state);
    }
    if (length == (size_t)-1) state = (mbstate_t){0};
    if (length == 1 || length == 0) return 1;
  }
  errno = EINTR;
  return -1;
}
