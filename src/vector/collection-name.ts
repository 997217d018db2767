/** Qdrant collection of a model: vectors of other models or sizes never share one. Characters outside [a-z0-9_-] become `_`. */
export function collectionName(prefix: string, model: string, dimensions: number): string {
  const slug = model.toLowerCase().replace(/[^a-z0-9_-]+/g, '_')
  return `${prefix}_${slug}_${dimensions}`
}
