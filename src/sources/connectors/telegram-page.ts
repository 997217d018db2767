import { DomUtils, parseDocument } from 'htmlparser2'
import { cleanText, type NewItem } from '../../items/index.ts'
import { headlineOf } from './answer-json.ts'
import type { Page } from './read-pages.ts'

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number]

/** The posts of a preview page, oldest first, and where older ones begin; undefined when it is no preview of a channel. */
export function readTelegramPage(html: string, channel: string): Page | undefined {
  const document = parseDocument(html)
  const [body] = DomUtils.getElementsByTagName('body', document)
  const root = body ?? (document.children.find(DomUtils.isTag) as Element | undefined)
  if (!root) return undefined
  const [title] = withClass(root, 'tgme_channel_info_header_title')
  const posts = withClass(root, 'js-widget_message').filter((post) => post.attribs['data-post'])
  if (!title && posts.length === 0) return undefined
  const entries: NewItem[] = []
  let left = 0
  for (const post of posts) {
    if (hasClass(post, 'service_message')) continue
    const item = itemOf(post, channel)
    if (item) entries.push(item)
    else left++
  }
  const older = withClass(root, 'js-messages_more').find((link) => link.attribs['data-before'])?.attribs['data-before']
  return {
    entries,
    next: older && /^\d{1,15}$/.test(older) ? older : null,
    warnings: left > 0 ? [`${left} posts without a date were left out`] : [],
    title: title ? DomUtils.textContent(title).trim() : null,
  }
}

function itemOf(post: Element, channel: string): NewItem | undefined {
  const one = (name: string) => withClass(post, name)[0]
  const words = (name: string) => {
    const found = one(name)
    return found ? DomUtils.textContent(found).trim() : ''
  }
  const id = post.attribs['data-post']?.split('/').at(-1) ?? ''
  const [time] = DomUtils.getElementsByTagName('time', one('tgme_widget_message_date') ?? post)
  const publishedAt = new Date(time?.attribs.datetime ?? '')
  if (!/^\d{1,15}$/.test(id) || Number.isNaN(publishedAt.getTime())) return undefined
  const bodies = withClass(post, 'js-message_text')
  const text = bodies[0] ? DomUtils.getInnerHTML(bodies[0]) : ''
  const forwarded = one('tgme_widget_message_forwarded_from_name')
  const preview = one('tgme_widget_message_link_preview')
  const link = preview?.attribs.href && { url: preview.attribs.href, title: words('link_preview_title') }
  const reply = one('tgme_widget_message_reply')?.attribs.href
  const views = shortNumber(words('tgme_widget_message_views'))
  const reactions = withClass(post, 'tgme_reaction').map(reactionCount)
  return {
    externalId: `${channel.toLowerCase()}/${id}`,
    url: `https://t.me/${channel}/${id}`,
    title: headlineOf(cleanText(text)) || (link ? link.title : '') || mediaKind(post),
    text,
    author: words('tgme_widget_message_from_author') || words('tgme_widget_message_owner_name') || null,
    publisher: `@${channel}`,
    publishedAt,
    engagement: {
      ...(views === undefined ? {} : { views }),
      ...(reactions.length > 0 ? { likes: reactions.reduce((sum, count) => sum + count, 0) } : {}),
    },
    metadata: {
      ...(link ? { link } : {}),
      ...(reply ? { replyTo: reply } : {}),
      ...(forwarded
        ? { forwardedFrom: { name: DomUtils.textContent(forwarded).trim(), url: forwarded.attribs.href ?? null } }
        : {}),
    },
  }
}

const hasClass = (element: Element, name: string): boolean => (element.attribs.class ?? '').split(/\s+/).includes(name)

/** Elements of a class under a root, in order. */
const withClass = (root: Element, name: string): Element[] =>
  DomUtils.filter((node) => DomUtils.isTag(node) && hasClass(node, name), root).filter(DomUtils.isTag)

/** What a post without words is. */
function mediaKind(post: Element): string | null {
  for (const kind of ['photo', 'video', 'document', 'poll', 'voice', 'sticker'])
    if (
      DomUtils.existsOne(
        (node) => DomUtils.isTag(node) && (node.attribs.class ?? '').includes(`tgme_widget_message_${kind}`),
        post.children,
      )
    )
      return `(${kind})`
  return null
}

/** The count stands beside the emoji, which may be a digit itself. */
function reactionCount(reaction: Element): number {
  const beside = reaction.children.filter((child) => !DomUtils.isTag(child))
  return shortNumber(DomUtils.textContent(beside)) ?? 0
}

/** A count as Telegram shortens it: `987`, `1.2K`, `3M`. */
export function shortNumber(text: string): number | undefined {
  const parts = /^\s*(\d+(?:[.,]\d+)?)\s*([KM]?)\s*$/i.exec(text)
  if (!parts) return undefined
  const factor = { K: 1_000, M: 1_000_000 }[(parts[2] ?? '').toUpperCase()] ?? 1
  return Math.round(Number((parts[1] ?? '').replace(',', '.')) * factor)
}
