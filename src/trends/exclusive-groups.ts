/**
 * The largest groups of names that all exclude each other (maximal cliques, after Bron and Kerbosch 1973 with a pivot): what is
 * wrong with a pair shows in its group too. Excluding goes both ways, whoever says it; names nobody has are left out.
 */
export function exclusiveGroups(given: ReadonlyMap<string, readonly string[]>): string[][] {
  const others = new Map([...given.keys()].map((name) => [name, new Set<string>()]))
  for (const [name, excludes] of given)
    for (const other of excludes)
      if (other !== name && others.has(other)) {
        others.get(name)?.add(other)
        others.get(other)?.add(name)
      }
  const neighbours = (name: string) => others.get(name) ?? new Set<string>()
  const groups: string[][] = []
  /** Every group that holds all of `members`, some of `open` and none of `done`. */
  const grow = (members: string[], open: Set<string>, done: Set<string>): void => {
    const [first, ...rest] = [...open, ...done]
    if (first === undefined) {
      groups.push(members)
      return
    }
    const common = (name: string) => [...open].filter((other) => neighbours(name).has(other)).length
    const pivot = rest.reduce((best, name) => (common(name) > common(best) ? name : best), first)
    for (const name of [...open].filter((other) => !neighbours(pivot).has(other))) {
      const shared = neighbours(name)
      const within = (names: Set<string>) => new Set([...names].filter((other) => shared.has(other)))
      grow([...members, name], within(open), within(done))
      open.delete(name)
      done.add(name)
    }
  }
  grow([], new Set([...others].flatMap(([name, set]) => (set.size > 0 ? [name] : []))), new Set())
  const place = new Map([...given.keys()].map((name, index) => [name, index]))
  return groups
    .filter((group) => group.length > 1)
    .map((group) => group.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)))
}
