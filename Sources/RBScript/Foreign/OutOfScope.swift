/// Names of TorchRL, tensordict and torch that are known, and not built in: they are told so, and no name of similar
/// letters is proposed for them.
enum OutOfScope {
  /// Why a name is not there; nil where it is not known.
  static func reason(_ name: String) -> String? { reasons[name] }

  private static let reasons: [String: String] = Dictionary(
    groups.flatMap { reason, names in names.split(whereSeparator: \.isWhitespace).map { (String($0), reason) } },
    uniquingKeysWith: { first, _ in first })

  private static let groups: [(reason: String, names: String)] = [
    (
      "rbs trains no networks: it fills, samples and looks at buffers",
      """
      A2CLoss ACTLoss AUTO_LOSS_MASK_KEYS Actor ActorCriticOperator ActorCriticWrapper ActorValueOperator Adam
      AdamW AddStateIndependentNormalScale AdditiveGaussianModule AdditiveGaussianWrapper BCELoss BCLoss
      BatchRenorm1d BatchSubSampler CEMPlanner CQLLoss Categorical ClearCudaCache ClipPPOLoss
      ComposeValueTransform CompositeDistribution ConsistentDropout ConsistentDropoutModule Conv2d Conv3dNet
      ConvNet CountFramesLog CrossCriticGroupSpec CrossEntropyLoss CrossGroupCritic CrossQLoss CudaGraphModule
      DDPGLoss DQNLoss DTActor DTLoss DataLoader Dataset DdpgCnnActor DdpgCnnQNet DdpgMlpActor DdpgMlpQNet
      DecisionTransformer DecisionTransformerInferenceWrapper DefaultOptimizationStepper Delta DiffusionActor
      DiffusionBCLoss DiscreteCQLLoss DiscreteIQLLoss DiscreteSACLoss DistributionalDQNLoss DistributionalDQNnet
      DistributionalQValueActor DistributionalQValueHook DistributionalQValueModule DreamerActor DreamerActorLoss
      DreamerModelLoss DreamerV3ActorLoss DreamerV3BlockGRU DreamerV3BlockGRUCell DreamerV3DiscreteActor
      DreamerV3ImageDecoder DreamerV3ImageEncoder DreamerV3Loss DreamerV3MLP DreamerV3ModelLoss
      DreamerV3SeededPolicy DreamerV3ValueLoss DreamerValueLoss DuelingCnnDQNet EGreedyModule EGreedyWrapper
      EXP3Score EarlyStopping EnsembleModule ExponentialQuadraticCost GAE GAILLoss GPWorldModel GRU GRUCell
      GRUModule GradScaler HardUpdate HuberLoss IPPOLoss IQLLoss IdentityValueTransform IndependentNormal
      InteractionType KLAdaptiveLR KLPENPPOLoss LLMMaskedCategorical LMHeadActorValueOperator LRSchedulerHook LSTM
      LSTMCell LSTMModule LeRobotPolicyWrapper Linear LogScalar LogTiming LogValidationReward LossModule MAPPOLoss
      MCTSScore MCTSScores MLP MPCPlannerBase MPPIPlanner MSELoss MaskedCategorical MaskedOneHotCategorical
      MixedPrecisionOptimizationStepper Module MultiAgentConvNet MultiAgentGAE MultiAgentMLP MultiAgentNetBase
      MultiStepActorWrapper NoisyLazyLinear NoisyLinear Normal NormalParamExtractor NormalParamWrapper ObsDecoder
      ObsEncoder OneHotCategorical OneHotOrdinal OnlineDTActor OnlineDTLoss OptimizationStepper OptimizerHook
      Ordinal OrnsteinUhlenbeckProcessModule OrnsteinUhlenbeckProcessWrapper PPOLoss PUCTScore Parameter
      PercentileValueNorm PopArtValueNorm ProbabilisticActor ProbabilisticTensorDictModule
      ProbabilisticTensorDictSequential QMixer QMixerLoss QValueActor QValueHook QValueModule RBFController
      REDQLoss RNDLoss RSSMPosterior RSSMPosteriorV3 RSSMPrior RSSMPriorV3 RSSMRollout RSSMRolloutV3
      RSSMStateEstimatorV3 ReLU RecurrentMatmulPrecision RecurrentMatmulPrecisionUserMode ReinforceLoss
      ReparamGradientStrategy ReplayBufferTrainer RewardNormalizer RunningValueNorm SACLoss SGD SafeModule
      SafeProbabilisticModule SafeProbabilisticTensorDictSequential SafeSequential SelectKeys Sequential
      SignedHyperbolicValueTransform SmoothL1Loss SoftUpdate Squeeze2dLayer SqueezeLayer SymExpTwoHot
      SymLogValueTransform TD0Estimate TD0Estimator TD1Estimate TD1Estimator TD3BCLoss TD3Loss TDLambdaEstimate
      TDLambdaEstimator TQCLoss TanhDelta TanhModule TanhNormal TargetNetUpdater TargetNetUpdaterHook
      TensorClassModuleBase TensorClassModuleWrapper TensorDictModule TensorDictModuleBase TensorDictModuleWrapper
      TensorDictParams TensorDictSequential TinyVLA Trainer TrainerHookBase TruncatedNormal UCB1TunedScore
      UCBScore UTDRHook UpdateWeights VDNMixer VLAWrapperBase VTrace ValueEstimatorBase ValueEstimatorHook
      ValueEstimators ValueNorm ValueOperator ValueTransform VmapModule WorldModel WorldModelLoss
      WorldModelWrapper WrapModule add_custom_mapping add_random_module amp as_tensordict_module autocast autograd
      backward biased_softplus canonicalize_rnn_subset categorical_kl_balanced categorical_kl_terms
      clip_grad_norm_ compile composite_lp_aggregate default_value_kwargs dispatch distance_loss distributions
      distributions_maps functional_call fx get_env_transforms_from_module get_functional get_primers_from_module
      get_recurrent_matmul_precision group_optimizers hold_out_net hold_out_params inv_softplus is_functional jit
      lr_scheduler make_functional make_tensordict mappings mask_batch next_state_value nn onnx optim rand_one_hot
      recurrent_mode repopulate_module reset_noise set_composite_lp_aggregate
      set_exploration_modules_spec_from_env set_interaction_type set_recurrent_matmul_precision set_recurrent_mode
      set_skip_existing signed_hyperbolic signed_parabolic skip_existing symexp symlog two_hot_cross_entropy
      two_hot_decode two_hot_encode vmap
      """
    ),
    (
      "rbs keeps no logs: print, plot, hist and save_animation show what there is",
      """
      CSVLogger Every LoggerMonitor MLFlowLogger PixelRenderTransform ProcessLogger RayLogger SummaryWriter
      TensorDictRecorder TensorboardLogger VideoRecorder WandbLogger tensorboard wandb
      """
    ),
    (
      "this transform of TorchRL is not built in",
      """
      ActionDiscretizer ActionMask ActionScaling ActionTokenizerTransform AutoResetEnv AutoResetTransform
      BatchSizeTransform CartesianSolver ConditionalPolicySwitch ConditionalSkip DecodeVideoTransform
      DeviceCastTransform DiscreteActionProjection EndOfLifeTransform ExpandAs FlattenAction HumanoidMacroAction
      MacroAction MacroPrimitive MacroPrimitiveTransform MeanActionSelector ModuleTransform MultiAction
      NextObservationDelta PinMemoryTransform PolicyAgeFilter R3MTransform RNDTransform RandomTruncationTransform
      RayTransform RemoveEmptySpecs RobotMacroAction RobotMacroActionMode RunningMeanStd
      SatelliteAttitudeTransform SatelliteMacroAction SuccessReward TargetMacroAction TerminateTransform Tokenizer
      URScriptPrimitive URScriptPrimitiveTransform VC1Transform VIPRewardTransform VIPTransform VecGymEnvTransform
      VecNormV2 gSDENoise
      """
    ),
    (
      "environments are gym(\"CartPole-v1\") and its kin, and environment(…) of functions",
      """
      AntEnv AsyncEnvPool BraxEnv BraxWrapper ChessEnv CraftGroundEnv CraftGroundWrapper CubeBowlEnv DMControlEnv
      DMControlWrapper DreamerEnv EnvCreator EnvMetaData FinancialRegimeEnv GenesisEnv GenesisWrapper GymWrapper
      HabitatEnv HopperEnv HumanoidEnv ImaginedEnv IsaacGymEnv IsaacGymWrapper IsaacLabWrapper JumanjiEnv
      JumanjiWrapper LBForagingEnv LBForagingWrapper LLMHashingEnv LiberoEnv LiberoWrapper MJLabEnv MJLabWrapper
      MOGymEnv MOGymWrapper MeltingpotEnv MeltingpotWrapper MicroDuckEnv ModelBasedEnvBase MujocoEnv
      MujocoPlaygroundEnv MujocoPlaygroundWrapper MultiThreadedEnv MultiThreadedEnvWrapper OpenMLEnv OpenSpielEnv
      OpenSpielWrapper PendulumEnv PettingZooEnv PettingZooWrapper ProcessorAsyncEnvPool ProcgenEnv ProcgenWrapper
      RoboHiveEnv SMACv2Env SMACv2Wrapper SatelliteEnv ThreadingAsyncEnvPool TicTacToeEnv ToyVLAEnv
      UnityMLAgentsEnv UnityMLAgentsWrapper VmasEnv VmasWrapper Walker2dEnv WorldModelEnv
      """
    ),
    (
      "this name of TorchRL is not built in",
      """
      ActionTokenizerBase AdaptiveKLController AsyncBatchedCollector AsyncCollector BinaryToDecimal Choice
      CompressedListStorageCheckpointer ConditionalUpdateResult ConstantKLController ContentBase DEFAULT_DONE_KEYS
      DEVICE_TYPING DensifyReward DreamerDecoder Evaluator Flat2TED FlatStorageCheckpointer H5Combine H5Split
      H5StorageCheckpointer HashToInt HindsightStrategy History ListStorageCheckpointer MCTSForest
      MarlGroupMapType MicroDuckTask MicroDuckTaskSampler MujocoPlaygroundAgentMapping MujocoPlaygroundAgentSpec
      MultiCategorical MultiOneHot MultiProcessedWeightUpdater Nested2TED NestedStorageCheckpointer NonTensor
      PairwiseDataset ProfileConfig PromptData PromptTensorDictTokenizer QueryModule RandomProjectionHash
      RayReplayBuffer RayWeightUpdater RemoteModuleWeightUpdater RemoteTensorDictReplayBuffer RewardData
      RobotDatasetMetadata RolloutFromModel SipHash Stacked StackedComposite StorageCheckpointerBase
      StorageEnsembleCheckpointer StoreStorage TED2Flat TED2Nested TensorDictMap TensorDictTokenizer TensorMap
      TensorStorageCheckpointer TokenizedDatasetLoader TopKRewardSelector TrajectoryPredicate Tree
      UniformActionTokenizer VanillaWeightUpdater VideoClipRef VocabTailActionTokenizer WeightUpdaterBase
      auto_unwrap_transformed_env check_marl_grouping check_no_exclusive_keys clear_video_decoder_cache
      compile_with_warmup consolidate_spec contains_lazy_spec create_infinite_iterator cuda_memory_profile
      cuda_memory_stats default_info_dict_reader env_creator filter_trajectories find_start_stop_traj
      get_available_libraries get_dataloader get_env_metadata get_ray_default_runtime_env gymnasium_robotics
      implement_for iter_trajectories logger make_composite_from_td merge_ray_runtime_env
      register_gym_spec_conversion reset_cuda_peak_stats service_backend set_auto_unwrap_transformed_env
      set_video_decoder_cache_size terminated_or_truncated timeit torchrl_logger transport_backend
      validate_vla_tensordict
      """
    ),
    (
      "this name of tensordict is not built in",
      """
      LazyStackedTensorDictStore MetaData NestedKey NonTensorData NonTensorDataBase NonTensorStack
      PersistentTensorDict TensorAttrs TensorClass TensorDictBase TensorDictStore UnbatchedTensor
      assert_allclose_td assert_close capture_non_tensor_stack default_is_leaf dense_stack_tds from_any
      from_consolidated from_csv from_dataclass from_h5 from_json from_module from_modules from_namedtuple
      from_pandas from_parquet from_pytree from_struct_array from_tuple from_zarr fromkeys get_defaults_to_none
      get_printoptions is_batchedtensor is_leaf_nontensor is_memmap_archive is_non_tensor is_tensor_collection
      is_tensorclass lazy_legacy list_to_stack load_memmap maybe_dense_stack merge_tensordicts pack_memmap pad
      pad_sequence parse_tensor_dict_string refresh_archive_checksums set_capture_non_tensor_stack
      set_get_defaults_to_none set_lazy_legacy set_list_to_stack unpack_memmap unravel_key unravel_key_list
      """
    ),
  ]
}
