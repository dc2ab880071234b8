#define _XOPEN_SOURCE 700  // for wcwidth
#include "CEditShim.h"
#include "Internal.h"

#include <limits.h>
#include <stdio.h>
#include <wchar.h>

// A place in the window, from the upper left corner of the entry.
typedef struct {
  int row, column;
} Place;

// Returns the place behind a character.
static Place behind(Place place, wchar_t character, int columns) {
  if (character == L'\n') return (Place){place.row + 1, 0};
  int width = character == L'\t' ? 8 - place.column % 8 : wcwidth(character);
  if (width < 0) width = 2;  // a control character is shown as ^X
  if (place.column + width > columns) place = (Place){place.row + 1, 0};
  place.column += width;
  return place;
}

static Place behind_prompt(EditLine *editor, int columns) {
  Place place = {0, 0};
  cedit_prompt_function prompt = NULL;
  char escape = 0;
  if (el_get(editor, EL_PROMPT_ESC, &prompt, &escape) != 0 || !prompt) return place;
  mbstate_t state = {0};
  bool shown = true;
  wchar_t character;
  for (const char *text = prompt(editor); *text;) {
    size_t length = mbrtowc(&character, text, MB_LEN_MAX, &state);
    if (length == (size_t)-1 || length == (size_t)-2) break;
    if (character == escape) shown = !shown;
    else if (shown) place = behind(place, character, columns);
    text += length;
  }
  return place;
}

static int row_of_cursor(EditLine *editor, int columns) {
  Place place = behind_prompt(editor, columns);
  const LineInfoW *line = el_wline(editor);
  for (const wchar_t *character = line->buffer; character < line->cursor; character++)
    place = behind(place, *character, columns);
  return place.row + place.column / columns;
}

bool cedit_can_clear(EditLine *editor) {
  char *clear = NULL;
  return el_get(editor, EL_GETTC, "cd", &clear) == 0 && clear && *clear;
}

static bool can_erase(EditLine *editor) {
  return cedit_can_clear(editor) && cedit_is_editing(editor);
}

// Goes to where the entry begins in a window of so many columns, and clears all from there on.
static void erase(EditLine *editor, int columns) {
  int rows = row_of_cursor(editor, columns);
  if (rows > 0) printf("\033[%dA", rows);
  // The first row and the rest of the window apart: to clear all at once tells tmux to keep it.
  printf("\r\033[K\0337\033[B\033[J\0338");
}

// Nearly all terminals wrap what is on the screen anew when their width changes, and the cursor
// stays with its character; so the entry now begins where it would if it had been drawn so. What
// libedit remembers of the rows is of the old width.
void cedit_redraw(EditLine *editor, int columns) {
  if (!can_erase(editor)) {
    el_resize(editor);
    return;
  }
  erase(editor, columns);
  el_resize(editor);
  el_set(editor, EL_REFRESH);
}

void cedit_erase(EditLine *editor) {
  int columns = cedit_window_columns();
  if (columns > 0 && can_erase(editor)) erase(editor, columns);
  else printf("\r\n");
  fflush(stdout);
}
