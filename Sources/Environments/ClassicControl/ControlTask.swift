import Tensors

/// What an agent may do in a task.
public enum ActionSpace: Sendable {
  /// A number below the count.
  case discrete(Int)
  /// One float32 within bounds.
  case continuous(Float, Float)
}

/// A number as gymnasium takes it: the index of a discrete action, or the value of a continuous one.
public enum ControlAction: Sendable {
  case index(Int)
  case value(Float)
}

/// One of gymnasium's classic-control tasks: state, dynamics and picture, without time limit.
///
/// Arithmetic is gymnasium's, operation by operation: float64 where numpy computes in float64, float32 where it does so.
protocol ControlTask: Sendable {
  /// gymnasium's id.
  static var id: String { get }
  /// Steps after which an episode is truncated.
  static var stepLimit: Int { get }
  static var actions: ActionSpace { get }
  /// Each observation lies between the negative and the positive of these, or the pairs where they differ.
  static var observationBounds: [(low: Float, high: Float)] { get }
  /// Width and height of the picture.
  static var screen: (width: Int, height: Int) { get }

  init()
  mutating func reset(_ random: inout NumpyGenerator)
  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool)
  var observation: [Float] { get }
  func draw(on canvas: Canvas)
}

/// All tasks.
enum ControlTasks {
  static let all: [any ControlTask.Type] = [
    CartPole.self, LegacyCartPole.self, Pendulum.self, MountainCar.self, ContinuousMountainCar.self, Acrobot.self,
  ]
}
