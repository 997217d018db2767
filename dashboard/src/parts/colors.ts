import { useSyncExternalStore } from 'react'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const subscribe = (changed: () => void) => {
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}

/** The colours charts draw with, following the reader's light or dark setting. */
export function useColors() {
  const isDark = useSyncExternalStore(subscribe, () => dark.matches)
  return isDark
    ? {
        line: '#7ab3ef',
        band: 'rgba(122,179,239,.18)',
        text: '#a5adb8',
        grid: '#2c333c',
        blind: 'rgba(200,200,200,.12)',
      }
    : { line: '#1f5fa8', band: 'rgba(31,95,168,.14)', text: '#5a6470', grid: '#e3e7ec', blind: 'rgba(90,100,112,.12)' }
}
