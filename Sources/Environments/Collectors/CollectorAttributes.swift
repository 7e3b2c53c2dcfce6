import Catalog
import ReplayBuffers
import Tensors

/// What every collector says of itself.
enum CollectorAttributes {
  private typealias Own = Attribute<any DataCollector>

  static let all: [any ComponentAttribute] = [
    Own("total_frames", "Where it ends; inf never.") { collector in
      collector.options.totalFrames.map { .int($0) } ?? .float(.infinity)
    },
    Own("policy_version", "The number of the policy; None where it is not tracked.") { collector in
      collector.policyVersion.map { .int($0) } ?? Tree.none
    },
    Own("closed", "Whether it was shut down.") { .bool($0.isShut) },
  ]

  static func place(_ device: Device?) -> Tree { device.map { .object(DeviceReference($0)) } ?? .none }
}
