/// Syntax tree to canonical text: four blanks of indentation, labels as `label: value`, double quotes, parentheses only
/// where precedence asks for them. Parsing the text gives the same tree.
public enum Formatter {
  /// The text of a program; one statement a line, without comments.
  public static func text(of program: Program) -> String {
    var writer = SourceWriter()
    writer.writeStatements(program.statements, until: .max)
    return writer.text.isEmpty ? "" : writer.text + "\n"
  }

  /// A source in canonical form, with its comments, and one blank line where it has some. nil where it does not parse.
  /// Comments inside an expression move before its statement.
  public static func format(_ source: SourceText) -> String? {
    let result = Parser.parse(source)
    guard result.diagnostics.isEmpty else { return nil }
    var writer = SourceWriter()
    writer.trivia = SourceWriter.Trivia(
      bytes: Array(source.text.utf8), comments: Lexer.tokens(of: source).filter { $0.kind == .comment })
    writer.writeStatements(result.program.statements, until: .max)
    return writer.text.isEmpty ? "" : writer.text + "\n"
  }

  /// The text of one expression, on one line.
  public static func text(of expression: Expression) -> String {
    var writer = SourceWriter()
    writer.isFlat = true
    writer.write(expression)
    return writer.text
  }
}

/// The text written so far, and how the next part of it is to be written.
struct SourceWriter {
  var text = ""
  var indentation = 0
  /// Blocks go on one line, as inside an f-string.
  var isFlat = false
  /// Strings inside a field of an f-string take the other quote, so that older Pythons read them too.
  var quote: Character = "\""
  /// nil where comments are left out.
  var trivia: Trivia?

  mutating func startLine() {
    text += "\n"
    text += String(repeating: " ", count: indentation * 4)
  }

  mutating func list<T>(_ items: [T], _ write: (inout SourceWriter, T) -> Void) {
    for (index, item) in items.enumerated() {
      if index > 0 { text += ", " }
      write(&self, item)
    }
  }
}
