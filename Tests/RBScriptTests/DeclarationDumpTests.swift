import Catalog
import ReplayBuffers
import TestSupport
import Tensors
import Testing

@testable import RBScript

/// A component with a value other than the default is the same after its buffer was dumped, and loaded into one that
/// was made of what the first prints.
@Suite(.serialized) struct DeclarationDumpTests {
  static let kinds: Set<ComponentSpec.Kind> = [.buffer, .storage, .sampler, .writer, .scheduler]

  /// The expression of a buffer that holds the component.
  private func holder(_ spec: ComponentSpec, _ arguments: [String: String], _ trial: DeclarationTrial) -> String {
    var arguments = arguments
    let storage = DeclarationSamples.dumpStorage(arguments)
    if spec.kind == .buffer {
      if spec.fields.contains(where: { $0.parameter.name == "storage" }), arguments["storage"] == nil {
        arguments["storage"] = storage
      }
      return trial.call(spec, arguments)
    }
    let part = trial.call(spec, arguments)
    switch spec.signature.name {
    case "storage_ensemble", "sampler_ensemble", "writer_ensemble":
      let kind = spec.kind.rawValue
      let parts = DeclarationSamples.ensembleParts.merging([kind: part]) { $1 }
      return "ensemble(storages: \(parts["storage"]!), samplers: \(parts["sampler"]!), writers: \(parts["writer"]!))"
    default: break
    }
    switch spec.kind {
    case .storage: return "buffer(storage: \(part))"
    case .scheduler: return "td_buffer(storage: \(storage), sampler: prioritized(0.7, 0.6))"
    case .writer: return "td_buffer(storage: \(storage), writer: \(part))"
    default: return "td_buffer(storage: \(storage), sampler: \(part), batch_size: 4)"
    }
  }

  /// The parts of a buffer whose attributes a dump keeps.
  private func parts(_ buffer: any Component) -> [(name: String, component: any Component)] {
    var found: [(name: String, component: any Component)] = [("buffer", buffer)]
    for name in ["storage", "sampler", "writer"] {
      if case .object(let object)? = buffer.attribute(name), let part = object as? any Component {
        found.append((name, part))
      }
    }
    return found
  }

  private func number(_ value: Tree?) -> Double? {
    switch value {
    case .tensor(let tensor)?: (try? tensor.item()).flatMap { if case .float(let number) = $0 { number } else { nil } }
    case .float(let number)?: number
    default: nil
    }
  }

  private func check(_ spec: ComponentSpec, _ field: any ComponentField, _ trial: DeclarationTrial) throws {
    let place = "\(spec.signature.name), \(field.parameter.name)"
    var arguments = try trial.arguments(spec, field.parameter)
    try trial.run("held = \(holder(spec, arguments, trial))")
    if let filling = DeclarationSamples.filling(spec, arguments) { try trial.run(filling) }
    if spec.kind == .scheduler {
      if spec.signature.name != "scheduler_list" { arguments["obj"] = "held" }
      try trial.run("plan = \(trial.call(spec, arguments)); plan.step()")
    }
    try trial.run("folder = tempdir(); held.dumps(folder)")
    let held = try trial.component("held")
    try trial.run("fresh = \(trial.evaluable(held.text)); fresh.loads(folder)")
    let fresh = try trial.component("fresh")
    #expect(fresh.spec === held.spec, "\(place)")
    for (before, after) in zip(parts(held), parts(fresh)) {
      #expect(before.component.spec === after.component.spec, "\(place): \(before.name)")
      for name in before.component.attributeNames {
        let (kept, loaded) = (before.component.attribute(name), after.component.attribute(name))
        // As TorchRL: the tensor of the largest priority is a number after a load.
        let isKept = name == "default_priority" ? number(kept) == number(loaded) : trial.isSame(kept, loaded)
        #expect(
          isKept,
          "\(place): \(name) of the \(before.name) is \(String(describing: kept)), then \(String(describing: loaded))")
      }
    }
  }

  @Test func everyFieldOutlivesADump() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let trial = try DeclarationTrial()
    defer { trial.close() }
    var pairs = 0
    for spec in DeclarationTrial.specs where Self.kinds.contains(spec.kind) {
      for field in spec.fields where field.showing != .never && !DeclarationTrial.isExempt(spec, field) {
        guard !DeclarationSamples.isWithoutDump(spec, field.parameter) else { continue }
        pairs += 1
        do { try check(spec, field, trial) } catch {
          Issue.record("\(spec.signature.name), \(field.parameter.name): \(error)")
        }
      }
    }
    print("dumps: \(pairs) fields come back from a dump")
    #expect(pairs > 0)
  }
}
