// A shim over libedit's histedit.h: el_set() and history() are variadic, so Swift cannot call them. Nothing here holds
// any state but the prompt; what the keys do is decided in Swift (RBShell/Terminal).
#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <histedit.h>
#include <stddef.h>
#include <wchar.h>

typedef int (*cel_read_function)(EditLine *, wchar_t *);
typedef unsigned char (*cel_key_function)(EditLine *, int);

/// Makes an editor that reads standard input and draws on the descriptor given; NULL where it cannot.
EditLine *cel_create(const char *program, int drawing);
void cel_set_prompt(EditLine *, const char *prompt);
void cel_set_reader(EditLine *, cel_read_function);
void cel_set_context(EditLine *, void *);
void *cel_context(EditLine *);
void cel_add_function(EditLine *, const char *name, const char *help, cel_key_function);
void cel_bind(EditLine *, const char *key, const char *function);
/// Puts the terminal into editing mode (1) or back into the mode it had (0).
void cel_prepare_terminal(EditLine *, int);
void cel_refresh(EditLine *);

History *cel_history_create(int limit);
void cel_use_history(EditLine *, History *);
void cel_history_add(History *, const char *entry);

/// Sets the locale's characters from the environment, and to UTF-8 where that says otherwise.
void cel_use_utf8(void);
#endif
