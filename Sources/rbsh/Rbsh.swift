import Catalog
import Glibc
import RBScript
import RBShell

/// The program: reads its arguments, and hands them to RBShell.
@main
enum Rbsh {
  static let version = "0.1.0"

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Deep recursion of a script needs more stack than the first thread has.
    exit(NativeStack.withLargeStack { run(arguments).rawValue })
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    let console = Console()
    do throws(Failure) {
      return console.close(try run(Invocation(arguments), console))
    } catch {
      console.report(error)
      return console.close(.usage)
    }
  }

  private static func run(_ invocation: Invocation, _ console: Console) throws(Failure) -> ExitStatus {
    let runner = ScriptRunner(console: console)
    switch invocation {
    case .session:
      if isatty(STDIN_FILENO) == 1 { return InteractiveShell(console: console, version: version).run() }
      return runner.run(try Source.standardInput(), arguments: [])
    case .standardInput(let arguments): return runner.run(try Source.standardInput(), arguments: arguments)
    case .file(let path, let arguments): return runner.run(try source(path), arguments: arguments)
    case .code(let code, let arguments): return runner.run(Source.command(code), arguments: arguments)
    case .check(let paths): return runner.check(paths)
    case .format(let paths, let checking): return FormatRunner(console: console).run(paths, checking: checking)
    case .test(let paths, let updating): return GoldenRunner(console: console).run(paths, updating: updating)
    case .version: console.output.write("rbsh \(version)\n")
    case .help: console.output.write(Invocation.usage)
    }
    return .done
  }

  /// A script, or the subcommand that was meant.
  private static func source(_ path: String) throws(Failure) -> Source {
    do throws(Failure) {
      return try Source.file(path)
    } catch {
      var failure = error
      if failure.kind == .fileNotFound, !path.contains("/"), !path.contains(".") {
        let command = Suggestion.nearest(to: path, among: ["check", "fmt", "test"])
        failure.help = command.map { "did you mean 'rbsh \($0)'?" }
      }
      throw failure
    }
  }
}
