import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type {
  Alert,
  AlertDestination,
  Connector,
  DeadLetter,
  DeadLetterCause,
  Event,
  EventDetail,
  EventItem,
  Evidence,
  ExportedDefinition,
  Item,
  ItemDetail,
  ListedCredential,
  Pipeline,
  RestatedUse,
  SearchResults,
  Session,
  Source,
  SourceDetail,
  TrackRecord,
  Trend,
  TrendDefinitionVersion,
  TrendDetail,
  TrendExplanation,
  TrendHistory,
  TrendIncoherence,
  TrendOutcome,
  TrendTripwire,
} from '../../src/http/contract.ts'
import { get } from './api.ts'

interface Page<T> {
  data: T[]
  nextCursor: string | null
}
interface List<T> {
  data: T[]
}

export const useSession = () => useQuery({ queryKey: ['session'], queryFn: () => get<Session>('/session') })

export const useTrends = (curveDays: number) =>
  useQuery({ queryKey: ['trends', curveDays], queryFn: () => get<List<Trend>>('/trends', { curveDays }) })

export const useTrend = (slug: string) =>
  useQuery({ queryKey: ['trend', slug], queryFn: () => get<TrendDetail>(`/trends/${encodeURIComponent(slug)}`) })

/** A trend at an instant, from what was known at another. */
export const useTrendAt = (slug: string, asked: { at: string | undefined; knownAt: string | undefined }) =>
  useQuery({
    queryKey: ['trend', slug, asked],
    queryFn: () => get<TrendDetail>(`/trends/${encodeURIComponent(slug)}`, asked),
    enabled: asked.at !== undefined || asked.knownAt !== undefined,
  })

export const useHistory = (slug: string, from: string | undefined) =>
  useQuery({
    queryKey: ['history', slug, from],
    queryFn: () => get<TrendHistory>(`/trends/${encodeURIComponent(slug)}/history`, { from }),
    placeholderData: keepPreviousData,
  })

export const useEvidence = (
  slug: string,
  asked: { signal: string | undefined; status: 'active' | 'all'; limit: number },
) =>
  useQuery({
    queryKey: ['evidence', slug, asked],
    queryFn: () => get<Page<Evidence>>(`/trends/${encodeURIComponent(slug)}/evidence`, asked),
    placeholderData: keepPreviousData,
  })

export const useExplanation = (
  slug: string,
  asked: { from: string; to: string; by: string; asSeen: string; limit: number },
) =>
  useQuery({
    queryKey: ['explain', slug, asked],
    queryFn: () => get<TrendExplanation>(`/trends/${encodeURIComponent(slug)}/explain`, asked),
    placeholderData: keepPreviousData,
  })

export const useTripwire = (slug: string, side: 'above' | 'below', threshold: number) =>
  useQuery({
    queryKey: ['tripwire', slug, side, threshold],
    queryFn: () => get<TrendTripwire>(`/trends/${encodeURIComponent(slug)}/tripwire`, { [side]: threshold }),
    placeholderData: keepPreviousData,
  })

export const useIncoherences = () =>
  useQuery({ queryKey: ['incoherences'], queryFn: () => get<List<TrendIncoherence>>('/incoherences') })

export const useOutcomes = (slug: string) =>
  useQuery({
    queryKey: ['outcomes', slug],
    queryFn: () => get<List<TrendOutcome>>(`/trends/${encodeURIComponent(slug)}/outcomes`),
  })

export const useTrackRecord = () =>
  useQuery({ queryKey: ['track-record'], queryFn: () => get<TrackRecord>('/track-record') })

export const useAlerts = (trend: string) =>
  useQuery({ queryKey: ['alerts', trend], queryFn: () => get<Page<Alert>>('/alerts', { trend, limit: 10 }) })

export const useAllAlerts = (status: string, limit: number) =>
  useQuery({
    queryKey: ['alerts', 'all', status, limit],
    queryFn: () => get<Page<Alert>>('/alerts', { status, limit }),
    placeholderData: keepPreviousData,
  })

export const useDestinations = () =>
  useQuery({ queryKey: ['alert-destinations'], queryFn: () => get<List<AlertDestination>>('/alert-destinations') })

export const useRestatements = () =>
  useQuery({ queryKey: ['restatements'], queryFn: () => get<List<RestatedUse>>('/restatements', { limit: 50 }) })

export const useDefinitionVersions = (slug: string) =>
  useQuery({
    queryKey: ['definitions', slug],
    queryFn: () => get<List<TrendDefinitionVersion>>(`/trends/${encodeURIComponent(slug)}/definitions`),
  })

/** Read anew whenever a form is opened on it, and not under the hands of whoever edits it. */
export const useDefinition = (slug: string) =>
  useQuery({
    queryKey: ['definition', slug],
    queryFn: () => get<ExportedDefinition>(`/trends/${encodeURIComponent(slug)}/definition`),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })

/** Filters of the list as the API takes them; empty ones are left out. */
export interface EventFilter {
  sort: string
  q: string
  momentum: string
  epistemic: string
  activity: string
  category: string
  place: string
  language: string
  from: string
  to: string
}

export const useEvents = (filter: EventFilter) =>
  useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam }) => get<Page<Event>>('/events', { ...filter, limit: 50, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

/** The reports of an event, the first of which came with it. */
export const useEventItems = (event: EventDetail) =>
  useInfiniteQuery({
    queryKey: ['event-items', event.id, event.version],
    queryFn: ({ pageParam }) => get<Page<EventItem>>(`/events/${event.id}/items`, { limit: 100, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    initialData: {
      pages: [{ data: event.items, nextCursor: event.nextItemsCursor }],
      pageParams: [undefined as string | undefined],
    },
  })

export const useEvent = (id: string) =>
  useQuery({ queryKey: ['event', id], queryFn: () => get<EventDetail>(`/events/${id}`) })

export const useSources = () => useQuery({ queryKey: ['sources'], queryFn: () => get<List<Source>>('/sources') })

export const useSource = (id: string) =>
  useQuery({ queryKey: ['source', id], queryFn: () => get<SourceDetail>(`/sources/${id}`) })

export const useItem = (id: string) =>
  useQuery({ queryKey: ['item', id], queryFn: () => get<ItemDetail>(`/items/${id}`) })

export const useConnectors = () =>
  useQuery({ queryKey: ['connectors'], queryFn: () => get<List<Connector>>('/connectors'), staleTime: 3_600_000 })

export const useCredentials = () =>
  useQuery({ queryKey: ['credentials'], queryFn: () => get<List<ListedCredential>>('/credentials') })

export const useSourceItems = (sourceId: string) =>
  useQuery({ queryKey: ['items', sourceId], queryFn: () => get<Page<Item>>('/items', { sourceId, limit: 20 }) })

export const useSearch = (q: string) =>
  useQuery({
    queryKey: ['search', q],
    queryFn: () => get<SearchResults>('/search', { q, limit: 30 }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })

export const usePipeline = () =>
  useQuery({ queryKey: ['pipeline'], queryFn: () => get<Pipeline>('/pipeline'), refetchInterval: 5_000 })

export const useDeadLetterCauses = () =>
  useQuery({
    queryKey: ['dead-letters', 'causes'],
    queryFn: () => get<List<DeadLetterCause>>('/pipeline/dead-letters/causes'),
    refetchInterval: 10_000,
  })

export const useDeadLetters = (fingerprint: string) =>
  useQuery({
    queryKey: ['dead-letters', fingerprint],
    queryFn: () => get<Page<DeadLetter>>('/pipeline/dead-letters', { fingerprint, status: 'open', limit: 50 }),
  })
