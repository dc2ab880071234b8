#include "CEditShim.h"
#include "Internal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static bool is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool cedit_use_utf8(void) {
  static const char *const neutral[] = {"C.UTF-8", "en_US.UTF-8", "UTF-8"};
  setlocale(LC_CTYPE, "");
  for (size_t i = 0; !is_utf8() && i < sizeof neutral / sizeof *neutral; i++)
    setlocale(LC_CTYPE, neutral[i]);
  return is_utf8();
}

EditLine *cedit_create(const char *program) {
  EditLine *editor = el_init(program, stdin, stdout, stderr);
  if (!editor) return NULL;
  el_set(editor, EL_GETCFN, cedit_read_character);
  // Where a terminal shifts the rest of a row itself, libedit loses wrapped rows and the columns of wide characters.
  static const char *const shifting[] = {"ic", "IC", "im", "ei", "dc", "DC", "dm"};
  for (size_t i = 0; i < sizeof shifting / sizeof *shifting; i++)
    el_set(editor, EL_SETTC, shifting[i], "", NULL);
  return editor;
}

void cedit_set_prompt(EditLine *editor, cedit_prompt_function prompt, char escape) {
  el_set(editor, EL_PROMPT_ESC, prompt, (int)escape);
}

void cedit_set_right_prompt(EditLine *editor, cedit_prompt_function prompt, char escape) {
  el_set(editor, EL_RPROMPT_ESC, prompt, (int)escape);
}

void cedit_set_mode(EditLine *editor, const char *mode) { el_set(editor, EL_EDITOR, mode); }

bool cedit_is_vi(EditLine *editor) {
  const char *mode = NULL;
  return el_get(editor, EL_EDITOR, &mode) == 0 && mode && strcmp(mode, "vi") == 0;
}

bool cedit_is_editing(EditLine *editor) {
  int editing = 0;
  return el_get(editor, EL_EDITMODE, &editing) == 0 && editing;
}

void cedit_set_owner(EditLine *editor, void *owner) { el_set(editor, EL_CLIENTDATA, owner); }

void *cedit_owner(EditLine *editor) {
  void *owner = NULL;
  el_get(editor, EL_CLIENTDATA, &owner);
  return owner;
}

void cedit_set_editing_flag(EditLine *editor, const char *flag) {
  el_set(editor, EL_SETTY, "-d", flag, NULL);
}

void cedit_add_function(
    EditLine *editor, const char *name, const char *summary, cedit_key_function function) {
  el_set(editor, EL_ADDFN, name, summary, function);
}

void cedit_bind(EditLine *editor, const char *keys, const char *function) {
  el_set(editor, EL_BIND, keys, function, NULL);
}

void cedit_bind_command(EditLine *editor, const char *keys, const char *function) {
  el_set(editor, EL_BIND, "-a", keys, function, NULL);
}

void cedit_refresh(EditLine *editor) { el_set(editor, EL_REFRESH); }
