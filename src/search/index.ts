export { search } from './search.ts'
export type { SearchQuery } from './search-query.ts'
export { wordQuery } from './word-query.ts'
