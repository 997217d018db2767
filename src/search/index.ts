export type { Mode } from './fuse.ts'
export { type SearchAnswer, type SearchHit, type SearchServices, search } from './search.ts'
export type { SearchQuery } from './search-query.ts'
export { wordQuery } from './word-query.ts'
