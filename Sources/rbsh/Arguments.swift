import Catalog

/// What the command line asks for.
enum Invocation {
  /// A session in a terminal, or a script from a pipe.
  case session
  case file(String, arguments: [String])
  case standardInput(arguments: [String])
  case code(String, arguments: [String])
  case check([String])
  case format([String], checking: Bool)
  case test([String], updating: Bool)
  case version
  case help

  static let usage = """
    usage: rbsh                          a session; or runs what is piped in
           rbsh FILE [ARGUMENT…]         runs a script; its arguments are the list 'argv'
           rbsh - [ARGUMENT…]            runs a script from standard input
           rbsh -c CODE [ARGUMENT…]      runs code
           rbsh check FILE…              reports what can be known to be wrong without running, and warns
           rbsh fmt FILE… [--check]      rewrites files in canonical form, '-' from standard input to standard output;
                                         '--check' only names those that differ
           rbsh test PATH… [--update]    runs scripts and compares with the '.out' files beside them
           rbsh --version | --help

    Exit status: 0 done, 1 an error while running or a file that fmt --check names, 2 wrong usage, 3 the source does not parse or check,
    4 a golden output differs, 130 interrupted.

    Environment: NO_COLOR switches colours off; XDG_STATE_HOME is where the history is kept.

    """

  static let options = ["-c", "--version", "--help", "-h"]

  init(_ arguments: [String]) throws(Failure) {
    guard let first = arguments.first else {
      self = .session
      return
    }
    let rest = Array(arguments.dropFirst())
    switch first {
    case "-": self = .standardInput(arguments: rest)
    case "-c":
      guard let code = rest.first else {
        throw .value("option '-c' expects code", help: "for instance rbsh -c 'print(1)'")
      }
      self = .code(code, arguments: Array(rest.dropFirst()))
    case "--version", "-V": self = .version
    case "--help", "-h": self = .help
    case "--":
      guard let file = rest.first else { throw .value("expected a file behind '--'") }
      self = .file(file, arguments: Array(rest.dropFirst()))
    case "check":
      let (files, _) = try Invocation.operands(rest, of: "check", options: [])
      self = .check(files)
    case "fmt":
      let (files, options) = try Invocation.operands(rest, of: "fmt", options: ["--check"])
      self = .format(files, checking: options.contains("--check"))
    case "test":
      let (paths, options) = try Invocation.operands(rest, of: "test", options: ["--update"])
      self = .test(paths, updating: options.contains("--update"))
    case let option where option.hasPrefix("-"):
      throw .value("unknown option '\(option)'", help: Invocation.hint(option, Invocation.options))
    default: self = .file(first, arguments: rest)
    }
  }

  /// The paths and the options behind `check` and `test`.
  private static func operands(
    _ arguments: [String], of command: String, options known: [String]
  ) throws(Failure) -> (paths: [String], options: [String]) {
    var paths: [String] = []
    var options: [String] = []
    var isLiteral = false
    for argument in arguments {
      if argument == "--", !isLiteral {
        isLiteral = true
      } else if argument.hasPrefix("-"), argument != "-", !isLiteral {
        guard known.contains(argument) else {
          throw .value("'rbsh \(command)' has no option '\(argument)'", help: hint(argument, known))
        }
        options.append(argument)
      } else {
        paths.append(argument)
      }
    }
    guard !paths.isEmpty else {
      throw .value("'rbsh \(command)' expects a path", help: "'rbsh --help' shows how it is called")
    }
    return (paths, options)
  }

  private static func hint(_ option: String, _ known: [String]) -> String {
    Suggestion.didYouMean(option, among: known) ?? "'rbsh --help' lists the options"
  }
}
