import Catalog
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
