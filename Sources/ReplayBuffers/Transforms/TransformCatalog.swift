extension Components {
  /// In the order of help.
  public static let transforms: [ComponentSpec] =
    [Compose.spec] + imageTransforms + keyTransforms + rewardTransforms + valueTransforms + sequenceTransforms

  private static let imageTransforms: [ComponentSpec] = [
    ToTensorImage.spec, Resize.spec, GrayScale.spec, Crop.centerSpec, Crop.spec, CatFrames.spec,
  ]
  private static let keyTransforms: [ComponentSpec] = [
    UnsqueezeTransform.spec, UnsqueezeTransform.squeezeSpec, PermuteTransform.spec,
    FlattenObservation.spec, FlattenTensorDict.spec, ExcludeTransform.spec, SelectTransform.spec, RenameTransform.spec,
    CatTensors.spec, StackTransform.spec,
  ]
  private static let rewardTransforms: [ComponentSpec] = [
    RewardScaling.spec, RewardClipping.spec, BinarizeReward.spec, SignTransform.spec, LineariseRewards.spec,
  ]
  private static let valueTransforms: [ComponentSpec] = [
    ClipTransform.spec, DTypeCastTransform.spec, DTypeCastTransform.doubleSpec, ObservationNorm.spec, VecNorm.spec,
    UnaryTransform.spec, HashTransform.spec, FiniteTensorDictCheck.spec,
  ]
  private static let sequenceTransforms: [ComponentSpec] = [
    RandomCropTensorDict.spec, BurnInTransform.spec, MultiStepTransform.spec, MultiStep.spec, Reward2GoTransform.spec,
    ActionChunkTransform.spec, NextStateReconstructor.spec,
  ]
}
