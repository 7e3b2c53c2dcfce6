extension TokenParser {
  /// `lambda = ( NAME | "(" [ NAME { "," NAME } [ "," ] ] ")" ) "->" expression`
  mutating func lambda() throws(Bail) -> Expression {
    let start = index
    var parameters: [FunctionParameter] = []
    if kind == .name {
      parameters.append(try plainParameter())
    } else {
      try open(.leftParenthesis)
      while kind != .rightParenthesis {
        guard kind == .name else {
          throw unexpected("a parameter", id: .invalidParameter, help: "the parameters of '->' are plain names")
        }
        parameters.append(try plainParameter())
        guard kind == .comma || kind == .rightParenthesis else {
          throw unexpected(
            "',' or ')'", id: .invalidParameter, help: "the parameters of '->' are plain names")
        }
        guard accept(.comma) else { break }
      }
      try close(.rightParenthesis, orElse: "',' or ')'")
    }
    try expect(.arrow)
    let body = try raised { (parser) throws(Bail) in try parser.expression() }
    let range = range(from: start)
    return Expression(
      .function(FunctionLiteral(name: nil, parameters: parameters, body: .expression(body), range: range)), range)
  }

  private mutating func plainParameter() throws(Bail) -> FunctionParameter {
    let (name, range) = try name("a parameter")
    return FunctionParameter(name: name, kind: .plain, range: range)
  }

  /// `anonymous = "fn" "(" [ parameters ] ")" block`
  mutating func anonymousFunction() throws(Bail) -> Expression {
    let start = index
    advance()
    if kind == .name {
      throw fail(
        .unexpectedToken, "expected '(', got \(describe(tokens[index]))", at: here,
        help: "a function inside an expression has no name")
    }
    let literal = try function(named: nil, from: index, head: start)
    return Expression(.function(literal), range(from: start))
  }

  /// `"(" [ parameters ] ")" block`, the part of a function after its name.
  mutating func function(named name: String?, from first: Int, head: Int) throws(Bail) -> FunctionLiteral {
    try nested { (parser) throws(Bail) in
      try parser.raised { (parser) throws(Bail) in
        try parser.open(.leftParenthesis)
        let parameters = try parser.parameters()
        try parser.close(.rightParenthesis, orElse: "',' or ')'")
        let body = try parser.block(of: "fn", from: head)
        return FunctionLiteral(
          name: name, parameters: parameters, body: .block(body), range: parser.range(from: first))
      }
    }
  }

  /// `parameters = NAME [ "," [ parameters ] ] | defaulted`, `defaulted = NAME ( ":" | "=" ) expression [ "," [
  /// defaulted ] ] | variadic`, `variadic = "*" NAME [ "," [ labelled ] ] | labelled`, `labelled = "**" NAME [ "," ]`
  private mutating func parameters() throws(Bail) -> [FunctionParameter] {
    var parameters: [FunctionParameter] = []
    var stage = 0
    while kind != .rightParenthesis {
      let start = index
      let rank: Int
      let parameter: FunctionParameter.Kind
      if accept(.star) {
        (rank, parameter) = (2, .variadic)
      } else if accept(.doubleStar) {
        (rank, parameter) = (3, .labelled)
      } else {
        (rank, parameter) = (0, .plain)
      }
      let (name, _) = try name("a parameter")
      let range = range(from: start)
      var kind = parameter
      var position = rank
      if rank == 0, accept(.colon) || accept(.assign) {
        kind = .defaulted(try expression())
        position = 1
      }
      guard position >= stage, position < 2 || position > stage else {
        throw misplacedParameter(stage: stage, position: position, at: range)
      }
      stage = position
      parameters.append(FunctionParameter(name: name, kind: kind, range: range))
      guard accept(.comma) else { break }
    }
    return parameters
  }

  private mutating func misplacedParameter(stage: Int, position: Int, at range: SourceRange) -> Bail {
    let message =
      switch (stage, position) {
      case (1, _): "expected a default, as the parameter before has one"
      case (2, 2): "expected one '*' parameter at most"
      case (2, _): "expected '**' or the end of the parameters after a '*' parameter"
      case (_, 3): "expected one '**' parameter at most"
      default: "expected the end of the parameters after a '**' parameter"
      }
    return fail(
      .invalidParameter, message, at: range, help: "the order is: a, b: 1, *rest, **labelled")
  }

  /// `arguments = positional [ "," [ arguments ] ] | labelled_arguments`, `positional = expression | "*" expression`,
  /// `labelled_arguments = ( ( NAME | "fn" | "from" ) ( ":" | "=" ) expression | "**" expression ) [ "," [
  /// labelled_arguments ] ]`
  mutating func arguments() throws(Bail) -> [Expression.Argument] {
    try open(.leftParenthesis)
    let outside = height
    height = 0
    defer { height = max(outside, height) }
    var arguments: [Expression.Argument] = []
    var hasLabels = false
    while kind != .rightParenthesis {
      let start = index
      if kind == .name || kind == .fn || kind == .from, peek() == .colon || peek() == .assign {
        hasLabels = true
        let (label, place) = (text(tokens[index]), range(tokens[index]))
        advance()
        advance()
        arguments.append(Expression.Argument(.labelled(label, place), try expression()))
      } else if accept(.doubleStar) {
        hasLabels = true
        arguments.append(Expression.Argument(.labelledSpread, try expression()))
      } else {
        let isSpread = accept(.star)
        let value = try expression()
        if kind == .for, arguments.isEmpty, !isSpread {
          let clauses = try clauses()
          let list = Expression(.listComprehension(value, clauses), range(from: start))
          try raise()
          try close(.rightParenthesis, orElse: "')'")
          return [Expression.Argument(.positional, list)]
        }
        guard !hasLabels else {
          throw fail(
            .argumentOrder, "expected a label, as the argument before has one", at: range(from: start),
            help: "positional arguments come first")
        }
        arguments.append(Expression.Argument(isSpread ? .spread : .positional, value))
      }
      guard accept(.comma) else { break }
    }
    try close(.rightParenthesis, orElse: "',' or ')'")
    return arguments
  }
}
