/** `make`, asked once for each object: what it gave is kept as long as the object lives. */
export function remembered<Of extends object, Value extends object>(make: (of: Of) => Value): (of: Of) => Value {
  const known = new WeakMap<Of, Value>()
  return (of) => {
    const before = known.get(of)
    if (before) return before
    const value = make(of)
    known.set(of, value)
    return value
  }
}

/** `make`, asked once for each object and key: what it gave is kept as long as the object lives. */
export function rememberedPer<Of extends object, Key, Value extends object>(
  make: (of: Of, key: Key) => Value,
): (of: Of, key: Key) => Value {
  const valuesOf = remembered((_of: Of) => new Map<Key, Value>())
  return (of, key) => {
    const known = valuesOf(of)
    const before = known.get(key)
    if (before) return before
    const value = make(of, key)
    known.set(key, value)
    return value
  }
}
