import type { ReactNode } from 'react'
import { isWebUrl } from '../format.ts'

/** A link out to a publisher; an address that is not a web address stays text. */
export function ExternalLink({ href, children }: { href: string | null; children: ReactNode }) {
  if (!isWebUrl(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
