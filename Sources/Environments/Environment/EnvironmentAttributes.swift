import Catalog
import ReplayBuffers
import Tensors

/// What every environment says of itself.
enum EnvironmentAttributes {
  static let all: [any ComponentAttribute] = state + specs + keys

  private typealias Own = Attribute<any Environment>

  private static let state: [any ComponentAttribute] = [
    Own("batch_size", "The leading dimensions of all data.") { .size($0.batchSize) },
    Own("shape", "The same as batch_size.") { .size($0.batchSize) },
    Own("batch_dims", "How many leading dimensions there are.") { .int($0.batchSize.count) },
    Own("ndim", "The same as batch_dims.") { .int($0.batchSize.count) },
    Own("batch_locked", "True: data of another batch size is refused.") { _ in .bool(true) },
    Own("is_closed", "Whether it was closed and not reset since.") { .bool($0.isClosed) },
    Own("device", "Where its data says it is; None where it does not say.") { environment in
      environment.device.map { .object(DeviceReference($0)) } ?? Tree.none
    },
  ]

  private static func whole(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (any Environment) -> CompositeSpec
  ) -> any ComponentAttribute {
    Own(name, summary) { .object(SpecObject(.composite(get($0)))) }
  }

  /// The only spec of a group stands for it.
  private static func single(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (any Environment) -> CompositeSpec
  ) -> any ComponentAttribute {
    Own(name, summary) { environment in
      let group = get(environment)
      let leaves = group.leaves
      return .object(SpecObject(leaves.count == 1 ? .leaf(leaves[0].spec) : .composite(group)))
    }
  }

  private typealias Group = (name: String, summary: String, get: @Sendable (any Environment) -> CompositeSpec)
  private static let singleGroups: [Group] = [
    ("action_spec", "The actions it takes.", { $0.specs.action }),
    ("reward_spec", "The rewards it gives.", { $0.specs.reward }),
    ("done_spec", "The end marks it gives.", { $0.specs.done }),
  ]
  private static let wholeGroups: [Group] = [
    ("observation_spec", "The observations it gives, by key.", { $0.specs.observation }),
    ("state_spec", "What it takes beside actions, by key.", { $0.specs.state }),
    ("full_action_spec", "The actions it takes, by key.", { $0.specs.action }),
    ("full_reward_spec", "The rewards it gives, by key.", { $0.specs.reward }),
    ("full_done_spec", "The end marks it gives, by key.", { $0.specs.done }),
    ("full_observation_spec", "The observations it gives, by key.", { $0.specs.observation }),
    ("full_state_spec", "What it takes beside actions, by key.", { $0.specs.state }),
    ("input_spec", "All that it takes.", { $0.inputSpec }),
    ("output_spec", "All that it gives.", { $0.outputSpec }),
  ]

  private static let specs: [any ComponentAttribute] =
    singleGroups.flatMap { group in
      [
        single(group.name, group.summary, group.get),
        single(group.name + "_unbatched", unbatched(group.summary)) { $0.unbatched(group.get($0)) },
      ]
    }
    + wholeGroups.flatMap { group in
      [
        whole(group.name, group.summary, group.get),
        whole(group.name + "_unbatched", unbatched(group.summary)) { $0.unbatched(group.get($0)) },
      ]
    } + [
      whole("specs", "All that it gives and takes.") { environment in
        environment.group(
          [("output_spec", environment.outputSpec), ("input_spec", environment.inputSpec)], device: nil)
      }
    ]

  private static func unbatched(_ summary: String) -> String { summary.dropLast() + ", of one element of the batch." }

  private static func list(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (any Environment) -> [NestedKey]
  ) -> any ComponentAttribute {
    Own(name, summary) { .list(get($0).map(\.tree)) }
  }

  /// nil where there are several, as TorchRL refuses to choose.
  private static func only(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (any Environment) -> [NestedKey]
  ) -> any ComponentAttribute {
    Own(name, summary) { environment in
      let keys = get(environment)
      return keys.count == 1 ? keys[0].tree : nil
    }
  }

  private static let keys: [any ComponentAttribute] = [
    only("action_key", "Where the action is, if there is one only.", \.actionKeys),
    only("reward_key", "Where the reward is, if there is one only.", \.rewardKeys),
    only("done_key", "Where the end mark is, if there is one only.", \.doneKeys),
    list("action_keys", "Where actions are.", \.actionKeys),
    list("reward_keys", "Where rewards are.", \.rewardKeys),
    list("done_keys", "Where end marks are.", \.doneKeys),
    list("observation_keys", "Where observations are.", \.observationKeys),
    list("state_keys", "Where other inputs are.") { $0.specs.state.leafKeys },
    list("reset_keys", "Where marks say what is to be reset.") { _ in ["_reset"] },
  ]
}

extension Environment {
  /// A spec of one element of the batch. Every spec of an environment begins with its batch size.
  fileprivate func unbatched(_ spec: CompositeSpec) -> CompositeSpec {
    (try? spec.withoutLeading(batchSize.count)) ?? spec
  }
  fileprivate func group(_ parts: [(String, CompositeSpec)], device: Device?) -> CompositeSpec {
    var result = CompositeSpec(shape: batchSize, parts.map { (NestedKey($0.0), Spec.composite($0.1)) })
    result.device = device
    return result
  }
  fileprivate var outputSpec: CompositeSpec {
    let parts = [
      ("full_observation_spec", specs.observation), ("full_done_spec", specs.done), ("full_reward_spec", specs.reward),
    ]
    return group(parts, device: device)
  }
  fileprivate var inputSpec: CompositeSpec {
    group([("full_state_spec", specs.state), ("full_action_spec", specs.action)], device: device)
  }
}
