import { z } from 'zod'
import { list, page } from './common.ts'
import { evidence, evidenceQuery, explainQuery, trendExplanation } from './evidence.ts'
import type { Route } from './route.ts'
import {
  definitionVersion,
  historyQuery,
  listTrendsQuery,
  trend,
  trendDetail,
  trendHistory,
  trendParams,
  trendValueQuery,
} from './trends.ts'

/** The routes of trends: value, curve, evidence, explanation. */
export const trendRoutes = {
  listTrends: {
    method: 'get',
    path: '/trends',
    tag: 'trends',
    summary: 'Trends with their current values',
    query: listTrendsQuery,
    status: 200,
    response: list(trend),
  },
  getTrend: {
    method: 'get',
    path: '/trends/:slug',
    tag: 'trends',
    summary: 'A trend, valued at any time with what was known at any time',
    params: trendParams,
    query: trendValueQuery,
    status: 200,
    response: trendDetail,
  },
  getTrendHistory: {
    method: 'get',
    path: '/trends/:slug/history',
    tag: 'trends',
    summary: 'The curve of a trend over its snapshots',
    params: trendParams,
    query: historyQuery,
    status: 200,
    response: trendHistory,
  },
  listTrendEvidence: {
    method: 'get',
    path: '/trends/:slug/evidence',
    tag: 'trends',
    summary: 'What moved a trend, newest first, down to items and their links',
    params: trendParams,
    query: evidenceQuery,
    status: 200,
    response: page(evidence),
  },
  exportTrendEvidence: {
    method: 'get',
    path: '/trends/:slug/evidence.csv',
    tag: 'trends',
    summary: 'The same as CSV to take along; the export is put on record and named when any of it is taken back later',
    params: trendParams,
    query: evidenceQuery.omit({ limit: true, cursor: true }),
    status: 200,
    response: z.string(),
    responseType: 'text/csv',
  },
  explainTrend: {
    method: 'get',
    path: '/trends/:slug/explain',
    tag: 'trends',
    summary: 'Why a trend moved between two instants, without remainder (the last 7 days when none are given)',
    params: trendParams,
    query: explainQuery,
    status: 200,
    response: trendExplanation,
  },
  listTrendDefinitions: {
    method: 'get',
    path: '/trends/:slug/definitions',
    tag: 'trends',
    summary: 'Every version of a trend’s definition, newest first',
    params: trendParams,
    status: 200,
    response: list(definitionVersion),
  },
} as const satisfies Record<string, Route>
