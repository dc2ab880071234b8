#pragma once
#include <stdint.h>

/// The lowest address of the calling thread's stack, or 0 when the system does not say.
uintptr_t ais_stack_lowest_address(void);

/// Calls `work(context)` on a thread with a stack of `size` bytes and waits for it; on this thread when no
/// such thread can be had. Signals to the process go to that thread. Beside it this thread calls `meanwhile`, unless it
/// is null.
void ais_run_on_stack(uintptr_t size, void (*work)(void *), void *context, void (*meanwhile)(void));
