import Catalog
import ReplayBuffers
import Tensors
import Testing

@testable import RBScript

struct ArticleTests {
  @Test func valuesAndTheirDataAreCalledTheSame() throws {
    let samples: [(Tree, String)] = [
      (.none, "None"), (.bool(true), "a bool"), (.int(1), "an int"), (.float(1), "a float"), (.string("a"), "a str"),
      (.size([2]), "a Size"), (.dtype(.float32), "a dtype"), (.list([]), "a list"), (.tuple([]), "a tuple"),
      (.dict([]), "a dict"), (.tensor(try .zeros([2])), "a tensor of shape [2] and dtype torch.float32"),
      (.tensordict(TensorDict(batchSize: [3])), "a tensordict of batch size [3]"),
    ]
    for (tree, article) in samples {
      #expect(tree.article == article)
      #expect(Value(tree).article == article)
    }
  }

  @Test func valuesAndTheirDataStandForTheSame() throws {
    let samples: [(Tree, Int?, Double?, [Int]?, NestedKey?)] = [
      (.none, nil, nil, nil, nil), (.bool(true), 1, 1, [1], nil), (.int(3), 3, 3, [3], nil),
      (.float(2), nil, 2, nil, nil), (.string("a"), nil, nil, nil, "a"),
      (.tensor(try .fromScalars([.int(7)], [1], .int64)), 7, 7, [7], nil),
      (.tensor(try .fromScalars([.float(0.1)], [], .float64)), nil, 0.1, nil, nil),
      (.tensor(try .zeros([2], .int64)), nil, nil, nil, nil),
      (.list([.int(1), .tuple([.int(2), .bool(false)])]), nil, nil, [1, 2, 0], nil),
      (.tuple([.string("a"), .tuple([.string("b")])]), nil, nil, nil, ["a", "b"]),
    ]
    for (tree, whole, number, numbers, key) in samples {
      #expect(tree.wholeNumber == whole)
      #expect(Value(tree).wholeNumber == whole)
      #expect(tree.number?.double == number)
      #expect(Value(tree).number?.double == number)
      #expect(tree.wholeNumbers == numbers)
      #expect(Value(tree).wholeNumbers == numbers)
      #expect(tree.nestedKey == key)
      #expect(Value(tree).nestedKey == key)
    }
  }

  @Test func fieldsReadNumbersInFullPrecision() throws {
    let tenth = Tree.tensor(try .fromScalars([.float(0.1)], [], .float64))
    #expect(try FieldKind<Double>.number.read(tenth, "x") == 0.1)
  }

  @Test func parametersOfATypeAreCalledAsItsValues() {
    let kinds: [(ParameterKind, TypeName)] = [
      (.bool, .bool), (.int, .int), (.string, .string), (.dtype, .dtype), (.tensor, .tensor),
      (.tensordict, .tensordict), (.function, .function), (.path, .path), (.generator, .generator),
    ]
    for (kind, type) in kinds {
      #expect(kind.article == type.article)
      #expect(kind.name == type.noun)
    }
  }
}
