import Catalog

/// What people write who come from Python, numpy and torch, and what says the same here. It is asked before a name of
/// similar letters is proposed.
enum ForeignNames {
  /// What stands for a name that is not defined; nil where nothing is known of it.
  static func hint(_ name: String) -> String? { names[name] ?? OutOfScope.reason(name) }

  /// What stands for an attribute that values of a type have not.
  static func hint(_ attribute: String, of type: TypeInfo) -> String? {
    let known = attributes.filter { $0.types.contains { type.isKind(named: $0) } }
    if let entry = known.first(where: { $0.names.contains(attribute) }) { return entry.help }
    return nil
  }

  /// The same for a name that is a slip of one of those.
  static func hint(near attribute: String, of type: TypeInfo) -> String? {
    let known = attributes.filter { $0.types.contains { type.isKind(named: $0) } }
    guard let name = Suggestion.nearest(to: attribute, among: known.flatMap { $0.names.sorted() }) else { return nil }
    return hint(name, of: type)
  }

  private static let names: [String: String] = Dictionary(
    table.flatMap { names, help in names.split(separator: " ").map { (String($0), help) } },
    uniquingKeysWith: { first, _ in first })

  private static let table: [(names: String, help: String)] = [
    ("true TRUE", "did you mean 'True'?"),
    ("false FALSE", "did you mean 'False'?"),
    ("null NULL nil undefined nullptr Nothing none", "did you mean 'None'?"),
    ("NaN NAN", "did you mean 'nan'?"),
    ("Infinity INFINITY Inf INF infty", "did you mean 'inf'?"),
    ("NotImplemented NotImplementedError", "'assert False, \"message\"' fails with a message"),
    (
      "Exception BaseException ValueError TypeError KeyError IndexError RuntimeError AttributeError",
      "'assert False, \"message\"' fails with a message; 'catch err' tells the kind as err.kind"
    ),
    ("self this", "functions get what they need as parameters"),
    ("end done fi endif endwhile endfor", "blocks end with '}'"),
    ("then", "a block begins with '{'"),
    ("and_then otherwise", "write '} else { … }'"),
    ("xor", "write 'a != b' for truths, 'a ^ b' for bits"),
    ("mod", "write 'a % b'"),
    ("exit quit", "a script ends at its last line, a session with Ctrl-D or ':quit'"),
    ("open", "files are read and written by dumps, loads, memmap, save_png and 'import \"helpers.rbs\"'"),
    ("input raw_input readline", "a script gets its arguments in the list 'argv'"),
    (
      "set frozenset", "there are no sets; {x: None for x in xs} has each once, and 'in' asks"
    ),
    ("dir vars locals globals", "'help()' lists all names, 'help(x)' tells of one; a session completes with Tab"),
    ("__name__", "a script runs from top to bottom: leave out 'if __name__ == \"__main__\"'"),
    ("__file__ __doc__ __main__", "a script does not see itself; its arguments are the list 'argv'"),
    ("sys", "sys.argv is 'argv', sys.exit() is the end of the script, sys.maxsize is 9223372036854775807"),
    ("os", "there are 'exists', 'listdir' and 'tempdir'; paths join with '/': tempdir() / \"a\""),
    ("subprocess shutil glob io", "there are 'exists', 'listdir' and 'tempdir'; other work with files is the shell's"),
    ("math cmath", "its functions stand alone: sqrt(2), pi, floor(x)"),
    ("np numpy jnp", "tensors do what arrays do, and functions stand alone: zeros(3), arange(5)"),
    ("array asarray ascontiguousarray as_tensor from_numpy", "write tensor([…])"),
    ("ndarray", "write Tensor: isinstance(x, Tensor)"),
    ("plt matplotlib pyplot seaborn sns", "write plot(y), hist(x) or show(image)"),
    ("pd pandas DataFrame", "a tensordict holds named columns: tensordict({\"a\": …}, [n])"),
    ("th pt", "torch is called 'torch' here, and its functions stand alone, too"),
    ("perf_counter monotonic process_time", "write time()"),
    ("argparse", "a script gets its arguments in the list 'argv'"),
    ("make", "write gym(\"CartPole-v1\")"),
    ("trange", "write progress(range(n))"),
    ("copy", "write x.clone() for tensors and tensordicts, x.copy() for lists and dicts"),
    (
      "deepcopy",
      "write x.clone() for tensors and tensordicts; tree_map(y -> y.clone(), tree) for nested lists and dicts"
    ),
    ("deque", "write a list, which has append and pop(0)"),
    ("defaultdict Counter OrderedDict", "write a dict: d[k] = d.get(k, 0) + 1; it keeps the order of insertion"),
    ("namedtuple dataclass NamedTuple dataclasses", "write 'tensorclass Name { field, field }', or a dict"),
    ("Path pathlib PosixPath", "a path is a str, or tempdir() / \"name\""),
    ("partial functools", "write a function: x -> f(1, x)"),
    ("reduce", "write a loop, or sum(xs)"),
    ("itertools chain islice", "write a comprehension: [x for xs in xss for x in xs]"),
    ("List Dict Tuple Optional Union Any Callable Iterable Sequence typing", "types are not declared; leave them out"),
    ("contextlib nullcontext suppress", "there are no 'with' blocks; call the methods directly"),
    ("warnings logging", "write print(…)"),
    ("json pickle", "rb.dumps(path) and rb.loads(path) save and load buffers; td.memmap(path) saves a tensordict"),
    ("TemporaryDirectory tempfile mkdtemp", "write tempdir(), a folder that lives until the run ends"),
    ("bytes bytearray memoryview", "there are no bytes; tensor([…], dtype: uint8) holds numbers of 8 bits"),
    ("complex", "there are no complex numbers"),
    ("object property staticmethod classmethod super issubclass", "there are no classes but tensorclasses"),
    ("eval exec compile", "code is not made from text; 'import \"helpers.rbs\"' runs a file"),
    ("breakpoint pdb", "write print(f\"{x = }\")"),
    ("hash", "'==' compares values, id(x) tells objects apart"),
    ("unicode basestring string", "write str"),
    ("xrange", "write range"),
    ("integer", "write int"),
    ("boolean Boolean", "write bool"),
    ("console Console System printf println echo fprintf cout puts", "write print(…)"),
    ("length size count", "write len(x)"),
    ("sizeof", "write len(x), or x.numel()"),
    ("push append", "write xs.append(x), or rb.add(x) for a buffer"),
    ("typeof", "write type(x)"),
    ("lambda", "write 'x -> x + 1'"),
    ("concatenate concat", "write cat([a, b])"),
    ("expand_dims", "write x.unsqueeze(0)"),
    ("swapaxes", "write x.transpose(0, 1)"),
    ("astype", "write x.to(float32)"),
    ("power", "write x ** 2, or pow(x, 2)"),
    ("absolute", "write abs(x)"),
    ("ln", "write log(x)"),
    ("argwhere", "write nonzero(x)"),
    ("choice choices", "write xs[randint(len(xs), (1,)).item()]; a buffer draws with rb.sample(n)"),
    ("shuffle", "write [xs[i] for i in randperm(len(xs)).tolist()]"),
    ("uniform", "write rand(n), from 0 to 1"),
    ("seed default_rng RandomState", "write manual_seed(0)"),
    ("FloatTensor LongTensor IntTensor DoubleTensor BoolTensor ByteTensor", "write tensor([…], dtype: float32)"),
    ("no_grad enable_grad inference_mode set_grad_enabled", "there are no gradients to switch off; leave it out"),
    ("load torch_load", "write rb.loads(path) for a buffer"),
    ("save torch_save", "write rb.dumps(path) for a buffer, save_png(image, path) for a picture"),
    ("cuda mps gpu", "there is one device, the CPU; leave it out"),
    ("check_env_specs", "leave it out: environments check what they are given"),
    ("set_exploration_type ExplorationType exploration_type", "policies here do not explore differently; leave it out"),
    ("set_gym_backend gym_backend", "leave it out: gym(\"CartPole-v1\") has one backend"),
    ("DeviceCastTransform PinMemoryTransform", "there is one device, the CPU; leave it out"),
    ("MultiStep", "the transform of a buffer is multi_step(…)"),
  ]

  private static let attributes: [(types: [String], names: Set<String>, help: String)] = [
    (["ReplayBuffer"], ["size", "length", "len", "count", "__len__", "num_items", "n"], "write len(rb)"),
    (
      ["ReplayBuffer"], ["append", "push", "put", "insert", "store", "remember", "add_transition", "record"],
      "rb.add(x) puts one item, rb.extend(xs) a batch"
    ),
    (["ReplayBuffer"], ["add_batch", "add_all", "push_batch", "update"], "write rb.extend(xs)"),
    (["ReplayBuffer"], ["clear", "reset", "flush", "delete_all", "erase"], "write rb.empty()"),
    (["ReplayBuffer"], ["capacity", "max_size", "maxlen", "maxsize", "buffer_size"], "write rb.storage.max_size"),
    (["ReplayBuffer"], ["is_full", "full"], "write len(rb) == rb.storage.max_size"),
    (["ReplayBuffer"], ["sample_batch", "draw", "get_batch", "random_batch"], "write rb.sample(n)"),
    (["ReplayBuffer"], ["save", "dump", "to_file"], "write rb.dumps(path)"),
    (["ReplayBuffer"], ["load", "restore", "from_file"], "write rb.loads(path)"),
    (
      ["ReplayBuffer"], ["get", "all", "data", "items", "values", "to_tensordict", "get_all"],
      "rb[:] reads all items, rb[0] one"
    ),
    (
      ["ReplayBuffer"], ["update_priorities", "set_priority", "set_priorities", "priorities"],
      "write rb.update_priority(index, priority)"
    ),
    (["ReplayBuffer"], ["bytes", "nbytes"], "rb[:].bytes() counts the bytes of a tensordict's tensors"),
    (["ReplayBuffer"], ["set_transform", "add_transform"], "write rb.append_transform(t)"),
    (["Storage"], ["bytes", "nbytes"], "storage[:].bytes() counts the bytes of a tensordict's tensors"),
    (["Storage"], ["size", "length", "count"], "write len(storage)"),
    (["Storage"], ["capacity", "maxlen"], "write storage.max_size"),
    (["Tensor"], ["length", "len", "count"], "write len(x), or x.numel() for all elements"),
    (["Tensor"], ["append", "push", "concat", "concatenate"], "write cat([x, y])"),
    (["Tensor"], ["cuda", "mps", "xpu", "pin_memory", "share_memory_"], "there is one device, the CPU; leave it out"),
    (
      ["Tensor"], ["backward", "requires_grad_", "retain_grad", "register_hook", "grad_fn", "detach_"],
      "there are no gradients; leave it out"
    ),
    (["Tensor"], ["astype"], "write x.to(float32)"),
    (["Tensor"], ["copy", "deepcopy", "__copy__"], "write x.clone()"),
    (["Tensor"], ["expand_dims"], "write x.unsqueeze(0)"),
    (["Tensor"], ["swapaxes", "swapdims"], "write x.transpose(0, 1)"),
    (["Tensor"], ["fill"], "write x.fill_(value)"),
    (["Tensor"], ["zero"], "write x.zero_()"),
    (["Tensor"], ["argwhere"], "write x.nonzero()"),
    (["Tensor"], ["values", "indices"], "x.max(0) and x.sort() give both; a plain tensor has neither"),
    (["Tensor"], ["ptp"], "write x.max() - x.min()"),
    (["Tensor"], ["tolist_", "to_list", "list"], "write x.tolist()"),
    (["Tensor"], ["array", "to_numpy"], "write x, or x.tolist() for a list"),
    (
      ["TensorDict", "LazyStackedTensorDict"], ["cuda", "pin_memory", "share_memory_"],
      "there is one device, the CPU; leave it out"
    ),
    (["TensorDict", "LazyStackedTensorDict"], ["length", "len", "count"], "write len(td), or td.batch_size"),
    (
      ["TensorDict", "LazyStackedTensorDict"], ["append", "push", "extend"],
      "write cat([td, other]) or stack([td, other])"
    ),
    (["TensorDict", "LazyStackedTensorDict"], ["deepcopy"], "write td.clone()"),
    (["list"], ["length", "size", "len"], "write len(xs)"),
    (["list"], ["push", "add", "append_"], "write xs.append(x)"),
    (["list"], ["shape", "view", "reshape", "mean", "std", "dtype", "to", "numpy"], "write tensor(xs) first"),
    (["list"], ["sum", "max", "min"], "call it as a function: sum(xs), max(xs), min(xs)"),
    (["list"], ["map", "filter", "forEach", "foreach"], "write a comprehension: [f(x) for x in xs if …]"),
    (["list"], ["contains", "includes", "has"], "write 'x in xs'"),
    (["list"], ["join"], "write \", \".join(xs)"),
    (["list"], ["first"], "write xs[0]"),
    (["list"], ["last"], "write xs[-1]"),
    (["list", "tuple", "dict"], ["isEmpty", "is_empty", "empty"], "write len(xs) == 0"),
    (["tuple"], ["append", "push", "extend"], "a tuple does not change: write t + (x,)"),
    (["tuple", "dict", "str", "range"], ["length", "size", "len"], "write len(x)"),
    (["dict"], ["has_key", "has", "contains", "includes", "containsKey"], "write 'key in d'"),
    (["dict"], ["add", "append", "push", "insert", "set", "put"], "write d[key] = value"),
    (["dict"], ["remove", "delete"], "write d.pop(key), or del d[key]"),
    (["str"], ["append", "push", "concat"], "write s + \"more\""),
    (["str"], ["contains", "includes", "has"], "write '\"part\" in s'"),
    (["str"], ["trim"], "write s.strip()"),
    (["str"], ["toLowerCase", "to_lower", "tolower", "lowercase"], "write s.lower()"),
    (["str"], ["toUpperCase", "to_upper", "toupper", "uppercase"], "write s.upper()"),
    (["str"], ["substring", "substr", "slice"], "write s[1:3]"),
    (["str"], ["indexOf"], "write s.find(\"part\")"),
    (["str"], ["encode", "decode"], "there are no bytes; a str is Unicode text"),
    (["int", "float"], ["toString", "to_string", "to_s"], "write str(x)"),
    (["int", "float"], ["to", "type", "astype"], "write int(x) or float(x)"),
    (["EnvBase"], ["sample", "action_space"], "write env.rand_action(), or env.action_spec.rand()"),
    (["EnvBase"], ["observation_space"], "write env.observation_spec"),
    (["EnvBase"], ["run", "play"], "write env.rollout(n)"),
    (["EnvBase"], ["seed"], "write env.set_seed(0)"),
    (["path"], ["joinpath", "join"], "write path / \"name\""),
    (["path"], ["exists", "is_dir", "is_file"], "write exists(path)"),
    (["path"], ["iterdir", "glob", "listdir"], "write listdir(path)"),
    (["function", "builtin_function_or_method", "type"], ["random"], "write rand(1).item()"),
    (["function", "builtin_function_or_method", "type"], ["randint"], "write randint(high, (n,))"),
    (["function", "builtin_function_or_method", "type"], ["time", "perf_counter", "monotonic"], "write time()"),
    (["function", "builtin_function_or_method", "type"], ["sleep"], "write sleep(seconds)"),
    (["function", "builtin_function_or_method", "type"], ["seed"], "write manual_seed(0)"),
    (["function", "builtin_function_or_method", "type"], ["make"], "write gym(\"CartPole-v1\")"),
    (["function", "builtin_function_or_method", "type"], ["fromkeys"], "write {k: None for k in keys}"),
  ]
}
