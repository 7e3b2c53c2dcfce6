extension Components {
  /// In the order of help.
  public static let transforms: [ComponentSpec] = imageTransforms + keyTransforms + rewardTransforms + valueTransforms

  private static let imageTransforms: [ComponentSpec] = [
    ToTensorImage.spec, Resize.spec, GrayScale.spec, Crop.centerSpec, Crop.spec, CatFrames.spec,
  ]
  private static let keyTransforms: [ComponentSpec] = [
    UnsqueezeTransform.spec, UnsqueezeTransform.squeezeSpec, ExcludeTransform.spec, SelectTransform.spec,
    RenameTransform.spec,
  ]
  private static let rewardTransforms: [ComponentSpec] = [
    RewardScaling.spec, RewardClipping.spec, BinarizeReward.spec, SignTransform.spec, LineariseRewards.spec,
  ]
  private static let valueTransforms: [ComponentSpec] = [ClipTransform.spec]
}
