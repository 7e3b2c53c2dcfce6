// Unsafe: talks to libedit. The editor keeps an unretained pointer to its reader as client data; the reader owns the
// editor and ends it, so the pointer is valid in every callback. Lines are copied before libedit is entered again.

import CEditLine
import Glibc
import Tensors

/// Reads lines with libedit: emacs keys, history, search, completion.
public final class EditLineReader: LineReader {
  private let editor: OpaquePointer
  private let history: OpaquePointer
  private let drawing: Int32
  private var wasInterrupted = false
  private var decoding = mbstate_t()
  /// Candidates for the text before the cursor.
  public var complete: (String) -> Completion = { _ in Completion(word: "", candidates: []) }

  /// - Parameters:
  ///   - drawing: The descriptor that the line is drawn on.
  ///   - entries: Earlier entries, oldest first.
  public init?(drawing: Int32, entries: [String]) {
    cel_use_utf8()
    guard let editor = cel_create("rbsh", drawing), let history = cel_history_create(Int32(History.limit)) else {
      return nil
    }
    self.editor = editor
    self.history = history
    self.drawing = drawing
    cel_set_context(editor, Unmanaged.passUnretained(self).toOpaque())
    cel_set_reader(editor) { editor, character in
      guard let reader = EditLineReader.reader(of: editor), let character else { return -1 }
      return reader.readCharacter(into: character)
    }
    cel_add_function(editor, "rbs-complete", "Completes the word before the cursor") { editor, _ in
      EditLineReader.reader(of: editor)?.completeWord() ?? UInt8(CC_ERROR)
    }
    for (key, function) in EditLineReader.keys { cel_bind(editor, key, function) }
    cel_use_history(editor, history)
    for entry in entries { cel_history_add(history, entry) }
    el_source(editor, nil)
    Interrupts.installForTerminal()
  }

  deinit {
    el_end(editor)
    history_end(history)
  }

  /// What differs from libedit's emacs keys: what readline's users expect.
  private static let keys: [(String, String)] = [
    ("\t", "rbs-complete"), ("^R", "em-inc-search-prev"), ("^S", "em-inc-search-next"), ("^W", "ed-delete-prev-word"),
    ("^U", "vi-kill-line-prev"), ("^L", "ed-clear-screen"), ("\\e[3~", "ed-delete-next-char"),
    ("\\e[1~", "ed-move-to-beg"), ("\\e[4~", "ed-move-to-end"), ("\\e[H", "ed-move-to-beg"),
    ("\\e[F", "ed-move-to-end"), ("\\eOH", "ed-move-to-beg"), ("\\eOF", "ed-move-to-end"),
    ("\\e[1;5D", "ed-prev-word"), ("\\e[1;5C", "em-next-word"), ("\\e[1;3D", "ed-prev-word"),
    ("\\e[1;3C", "em-next-word"), ("\\e\\x7f", "ed-delete-prev-word"),
  ]

  private static func reader(of editor: OpaquePointer?) -> EditLineReader? {
    guard let editor, let context = cel_context(editor) else { return nil }
    return Unmanaged<EditLineReader>.fromOpaque(context).takeUnretainedValue()
  }

  // MARK: LineReader

  public func readLine(prompt: String) -> LineEvent {
    cel_set_prompt(editor, prompt)
    wasInterrupted = false
    decoding = mbstate_t()
    Interrupts.beginPrompt()
    Interrupts.beginEditing()
    defer { Interrupts.endEditing() }
    // libedit would draw the prompt first, and a fast typist's Ctrl-R would reach the terminal's own line mode.
    cel_prepare_terminal(editor, 1)
    var count: Int32 = 0
    let text = el_gets(editor, &count)
    if wasInterrupted {
      draw("^C\n")
      el_reset(editor)
      Interruption.clear()
      return .interrupted
    }
    guard let text, count > 0 else {
      draw("\n")
      return .end
    }
    var line = String(cString: text)
    if line.hasSuffix("\n") { line.removeLast() }
    return .line(line)
  }

  public func remember(_ entry: String) { cel_history_add(history, entry) }

  private func draw(_ text: String) { _ = Files.write(Array(text.utf8), to: drawing) }

  // MARK: Reading

  /// One character of the terminal, in between what signals ask for.
  /// - Returns: As read(2): 1, 0 at the end, -1 where Ctrl-C ends the line.
  private func readCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    while true {
      let signals = Interrupts.take()
      if signals & Interrupts.interrupt != 0 {
        wasInterrupted = true
        tcflush(STDIN_FILENO, TCIFLUSH)
        errno = EINTR
        return -1
      }
      handle(signals)
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupts.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&sources, 2, -1) > 0 else {
        if errno == EINTR { continue }
        return -1
      }
      if sources[0].revents == 0 { continue }
      var byte: CChar = 0
      let count = read(STDIN_FILENO, &byte, 1)
      if count == 0 { return 0 }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return -1
      }
      // -2: the character goes on; -1: no text, which is dropped.
      let taken = Int(mbrtowc(character, &byte, 1, &decoding))
      if taken >= 0 { return 1 }
      if taken == -1 { decoding = mbstate_t() }
    }
  }

  private func handle(_ signals: UInt8) {
    if signals == 0 { return }
    if signals & Interrupts.suspend != 0 {
      cel_prepare_terminal(editor, 0)
      signal(SIGTSTP, SIG_DFL)
      // The program stops here.
      raise(SIGTSTP)
      Interrupts.beginEditing()
    }
    // After a stop, the signal to go on has come too.
    let all = signals & Interrupts.suspend != 0 ? signals | Interrupts.take() : signals
    if all & (Interrupts.suspend | Interrupts.resume) != 0 {
      cel_prepare_terminal(editor, 1)
      cel_refresh(editor)
    }
    if all & Interrupts.resize != 0 { el_resize(editor) }
  }

  // MARK: Completing

  private func completeWord() -> UInt8 {
    guard let line = el_line(editor) else { return UInt8(CC_ERROR) }
    let length = line.pointee.cursor - line.pointee.buffer
    let bytes = UnsafeRawBufferPointer(start: line.pointee.buffer, count: length)
    let before = String(decoding: bytes, as: UTF8.self)
    if before.allSatisfy({ $0 == " " }) {
      el_insertstr(editor, "    ")
      return UInt8(CC_REFRESH)
    }
    let completion = complete(before)
    guard !completion.candidates.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
    let addition = completion.commonPrefix.dropFirst(completion.word.count)
    if !addition.isEmpty {
      el_insertstr(editor, String(addition))
      return UInt8(CC_REFRESH)
    }
    if completion.candidates.count == 1 { return UInt8(CC_REFRESH) }
    draw("\n" + Columns.text(completion.candidates, width: width))
    return UInt8(CC_REDISPLAY)
  }

  private var width: Int {
    var size = winsize()
    return ioctl(drawing, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

/// Words side by side, down the columns, as `ls` lists them.
enum Columns {
  /// The candidates listed at most.
  static let limit = 200

  static func text(_ all: [String], width: Int) -> String {
    let words = Array(all.prefix(limit))
    let cell = (words.map(\.count).max() ?? 0) + 2
    let columns = max(1, (width - 1) / cell)
    let rows = (words.count + columns - 1) / columns
    var text = ""
    for row in 0..<rows {
      var line = ""
      for column in 0..<columns where column * rows + row < words.count {
        let word = words[column * rows + row]
        line += word + String(repeating: " ", count: cell - word.count)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      text += line + "\n"
    }
    return all.count > limit ? text + "… and \(all.count - limit) more\n" : text
  }
}
