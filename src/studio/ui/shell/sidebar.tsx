import type { JSX } from 'preact'
import type { SessionDocument } from '../../server/studio-document.js'
import { Icon } from './icon.js'
import { toggleTheme } from './theme.js'

interface SidebarProps {
  readonly session: SessionDocument
  readonly address: string
  readonly openPalette: () => void
  readonly openHelp: () => void
}

export function Sidebar({ session, address, openPalette, openHelp }: SidebarProps): JSX.Element {
  const [, screen, entity] = /^\/([^/?]+)(?:\/([^/?]+))?/.exec(address) ?? []
  return (
    <aside>
      <a class="brand" href="/overview">
        <img src="/icon.svg" alt="" width="22" height="22" />
        <span>
          homemanager <small>{session.project}</small>
        </span>
      </a>
      <button type="button" class="go-to" onClick={openPalette}>
        <Icon name="search" /> Search or go to… <kbd>⌘K</kbd>
      </button>
      <nav aria-label="Screens">
        <ul>
          {session.screens.map(({ name, title }, i) => (
            <li key={name}>
              <a href={`/${name}`} aria-current={screen === name ? 'page' : undefined}>
                <Icon name={name} />
                {title}
                <kbd>{(i + 1) % 10}</kbd>
              </a>
              {name === 'records' && (
                <ul class="entities">
                  {session.entities.map((each) => (
                    <li key={each.name}>
                      <a
                        href={`/records/${each.name}`}
                        aria-current={screen === 'records' && entity === each.name ? 'page' : undefined}
                      >
                        <i class={`dot store-${each.store}`} title={each.store} />
                        {each.plural}
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </nav>
      <footer>
        <span class={session.write ? 'mode write' : 'mode'}>{session.write ? 'can write' : 'read-only'}</span>
        <button type="button" onClick={toggleTheme} title="Light or dark" aria-label="Light or dark">
          <Icon name="theme" />
        </button>
        <button type="button" onClick={openHelp} title="Keys (?)" aria-label="Keys">
          <Icon name="help" />
        </button>
      </footer>
    </aside>
  )
}
