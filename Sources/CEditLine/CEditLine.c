#define _GNU_SOURCE
#include "CEditLine.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char current_prompt[64] = "> ";

static char *prompt(EditLine *editor) {
  (void)editor;
  return current_prompt;
}

EditLine *cel_create(const char *program, int drawing) {
  FILE *screen = drawing == STDERR_FILENO ? stderr : stdout;
  EditLine *editor = el_init(program, stdin, screen, stderr);
  if (editor == NULL) return NULL;
  el_set(editor, EL_PROMPT, prompt);
  el_set(editor, EL_EDITOR, "emacs");
  // Signals are handled in Swift: libedit's own handlers signal the whole process group.
  el_set(editor, EL_SIGNAL, 0);
  // Ctrl-C would take keys away between poll(2) and read(2), and the read would wait for the next key.
  el_set(editor, EL_SETTY, "-d", "+noflsh", NULL);
  return editor;
}

void cel_set_prompt(EditLine *editor, const char *text) {
  (void)editor;
  snprintf(current_prompt, sizeof current_prompt, "%s", text);
}

void cel_set_reader(EditLine *editor, cel_read_function read) { el_set(editor, EL_GETCFN, read); }
void cel_set_context(EditLine *editor, void *context) { el_set(editor, EL_CLIENTDATA, context); }

void *cel_context(EditLine *editor) {
  void *context = NULL;
  el_get(editor, EL_CLIENTDATA, &context);
  return context;
}

void cel_add_function(EditLine *editor, const char *name, const char *help, cel_key_function function) {
  el_set(editor, EL_ADDFN, name, help, function);
}

void cel_bind(EditLine *editor, const char *key, const char *function) {
  el_set(editor, EL_BIND, key, function, NULL);
}

void cel_prepare_terminal(EditLine *editor, int editing) { el_set(editor, EL_PREP_TERM, editing); }
void cel_refresh(EditLine *editor) { el_set(editor, EL_REFRESH); }

History *cel_history_create(int limit) {
  History *list = history_init();
  HistEvent event;
  if (list != NULL) history(list, &event, H_SETSIZE, limit);
  return list;
}

void cel_use_history(EditLine *editor, History *list) { el_set(editor, EL_HIST, history, list); }

void cel_history_add(History *list, const char *entry) {
  HistEvent event;
  history(list, &event, H_ENTER, entry);
}

void cel_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}
