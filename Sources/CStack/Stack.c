#define _GNU_SOURCE
#include "CStack.h"
#include <pthread.h>
#include <signal.h>

typedef struct {
  void (*work)(void *);
  void *context;
  sigset_t signals;
} job;

static void *perform(void *argument) {
  job *own = argument;
  pthread_sigmask(SIG_SETMASK, &own->signals, 0);
  own->work(own->context);
  return 0;
}

void ais_run_on_stack(uintptr_t size, void (*work)(void *), void *context, void (*meanwhile)(void)) {
  job own = {.work = work, .context = context};
  // a signal wakes whoever works and waits for it, not the thread that waits for the work
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &own.signals);
  pthread_attr_t attributes;
  pthread_t thread;
  int is_started = 0;
  if (pthread_attr_init(&attributes) == 0) {
    is_started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                 pthread_create(&thread, &attributes, perform, &own) == 0;
    pthread_attr_destroy(&attributes);
  }
  if (is_started) {
    if (meanwhile) meanwhile();
    pthread_join(thread, 0);
    pthread_sigmask(SIG_SETMASK, &own.signals, 0);
  } else {
    pthread_sigmask(SIG_SETMASK, &own.signals, 0);
    work(context);
  }
}

uintptr_t ais_stack_lowest_address(void) {
#if defined(__APPLE__)
  pthread_t thread = pthread_self();
  return (uintptr_t)pthread_get_stackaddr_np(thread) - pthread_get_stacksize_np(thread);
#else
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void *base = 0;
  size_t size = 0;
  int failed = pthread_attr_getstack(&attributes, &base, &size);
  pthread_attr_destroy(&attributes);
  return failed ? 0 : (uintptr_t)base;
#endif
}
