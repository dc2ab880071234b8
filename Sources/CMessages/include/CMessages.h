#pragma once
#include <stddef.h>

/// A page of the catalogue of messages: its bytes, which are not ended by a zero.
typedef struct {
  const unsigned char *bytes;
  size_t count;
} ais_message_page;

/// The number of pages.
int ais_message_page_count(void);

/// The page at an index below the count.
ais_message_page ais_message_page_at(int index);
