/// Imports: of a file of rbs by its path, and Python's, of modules whose names are built in.
extension TokenParser {
  /// `import = "import" ( STRING | module [ alias ] { "," module [ alias ] } )`
  mutating func importStatement() throws(Bail) -> Statement.Kind {
    advance()
    if kind == .string {
      let token = tokens[index]
      let path = try stringValue(token)
      advance()
      guard kind != .as else {
        throw fail(
          .unexpectedToken, "expected the end of the statement, got 'as'", at: here,
          help: "importing a file binds the names that it binds")
      }
      return .import(path, range(token))
    }
    guard kind == .name || kind == .dot || kind == .ellipsis else {
      throw unexpected("a path or a module", help: "write 'import \"helpers.rbs\"'")
    }
    var items: [ModuleImport] = []
    repeat {
      let (module, place) = try module()
      items.append(ModuleImport(module: module, name: nil, alias: try alias(), range: place))
    } while accept(.comma)
    return .moduleImport(items)
  }

  /// `from = "from" module "import" ( "*" | names | "(" names [ "," ] ")" )`, `names = NAME [ alias ] { "," NAME [ alias
  /// ] }`
  mutating func fromStatement() throws(Bail) -> Statement.Kind {
    advance()
    guard kind != .string else {
      throw fail(
        .foreignSyntax, "expected a module, got a string", at: here,
        help: "write 'import \(text(tokens[index]))', which binds the names of the file")
    }
    let (module, _) = try module()
    try expect(.import)
    let start = index
    if accept(.star) {
      return .moduleImport([ModuleImport(module: module, name: "*", alias: nil, range: range(from: start))])
    }
    let isEnclosed = kind == .leftParenthesis
    if isEnclosed { try open(.leftParenthesis) }
    var items: [ModuleImport] = []
    repeat {
      if isEnclosed, kind == .rightParenthesis, !items.isEmpty { break }
      let (name, place) = try name("a name to import")
      items.append(ModuleImport(module: module, name: name, alias: try alias(), range: place))
    } while accept(.comma)
    if isEnclosed { try close(.rightParenthesis, orElse: "',' or ')'") }
    return .moduleImport(items)
  }

  /// `module = NAME { "." NAME }`
  private mutating func module() throws(Bail) -> (name: String, range: SourceRange) {
    guard kind != .dot, kind != .ellipsis else {
      throw fail(
        .foreignSyntax, "there are no relative imports", at: here,
        help: "write 'import \"helpers.rbs\"', a path from this file's folder")
    }
    let start = index
    var path = try name("a module").name
    while accept(.dot) { path += "." + (try name("the name of a module")).name }
    return (path, range(from: start))
  }

  /// `alias = "as" NAME`
  private mutating func alias() throws(Bail) -> (name: String, range: SourceRange)? {
    accept(.as) ? try name("a name") : nil
  }
}
