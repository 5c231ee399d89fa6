/** A file that `init` can write. */
export interface InitPart {
  readonly name: string
  /** Relative to the project's folder. */
  readonly path: string
  readonly template: string
  readonly what: string
}

export const INIT_PARTS: readonly InitPart[] = [
  {
    name: 'config',
    path: 'homemanager.yaml',
    template: 'homemanager.yaml',
    what: 'the configuration of the project',
  },
  {
    name: 'github',
    path: '.github/workflows/homemanager.yml',
    template: 'github-workflow.yml',
    what: 'a GitHub Actions workflow',
  },
  { name: 'gitlab', path: '.gitlab/homemanager.yml', template: 'gitlab-ci.yml', what: 'a GitLab job' },
  {
    name: 'devcontainer',
    path: '.devcontainer/devcontainer.json',
    template: 'devcontainer.json',
    what: 'a dev container',
  },
  {
    name: 'compose',
    path: 'docker-compose.override.yml',
    template: 'docker-compose.override.yml',
    what: "changes to the stores' Compose file",
  },
]
