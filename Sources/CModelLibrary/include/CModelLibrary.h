#pragma once
#include <stddef.h>

/// A text of the model library: its file name and its bytes, which are not ended by a zero.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} ais_library_text;

/// The number of texts.
int ais_library_count(void);

/// The text at an index below the count.
ais_library_text ais_library_file(int index);
