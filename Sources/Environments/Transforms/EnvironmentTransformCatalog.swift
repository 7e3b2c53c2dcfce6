import ReplayBuffers

/// The components that need environments.
public enum EnvironmentComponents {
  /// Transforms that follow episodes.
  public static let transforms: [ComponentSpec] = [
    StepCounter.spec, InitTracker.spec, TrajCounter.spec, RewardSum.spec, TargetReturn.spec, TimeMaxPool.spec,
    FrameSkipTransform.spec, NoopResetEnv.spec, TensorDictPrimer.spec,
  ]
}
