const STORED = 'homemanager-theme'

/** Applies the chosen theme; without one, that of the system. */
export function applyTheme(): void {
  const chosen = localStorage.getItem(STORED)
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset['theme'] = chosen ?? (isDark ? 'dark' : 'light')
}

export function toggleTheme(): void {
  const next = document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'
  localStorage.setItem(STORED, next)
  applyTheme()
}
