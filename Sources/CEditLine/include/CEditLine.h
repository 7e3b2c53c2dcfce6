// A shim over libedit: el_set and history are variadic, so Swift cannot call them.
#ifndef CEDITLINE_H
#define CEDITLINE_H
#endif
