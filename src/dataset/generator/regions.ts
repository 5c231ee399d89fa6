import type { Locale } from '../profiles/profile.js'

/** A city with the coordinates of districts, at least 500 m from any shore: expenses are scattered 300 m around them. */
export interface City {
  readonly name: string
  readonly districts: readonly {
    readonly name: string
    readonly longitude: number
    readonly latitude: number
  }[]
}

/** Currency, language and cities of a locale. `language` is the index into lists of translations. */
export interface Region {
  readonly currency: 'USD' | 'GBP' | 'EUR'
  readonly language: 0 | 1 | 2 | 3
  readonly cities: readonly City[]
}

export const REGIONS: Readonly<Record<Locale, Region>> = {
  en_US: {
    currency: 'USD',
    language: 0,
    cities: [
      defineCity(
        'Seattle',
        ['Capitol Hill', -122.3181, 47.6231],
        ['Beacon Hill', -122.3113, 47.5793],
        ['Phinney Ridge', -122.3543, 47.6697],
      ),
      defineCity(
        'Austin',
        ['Hyde Park', -97.7281, 30.3046],
        ['South Congress', -97.7513, 30.2437],
        ['Mueller', -97.7057, 30.2983],
      ),
      defineCity(
        'Chicago',
        ['Logan Square', -87.7082, 41.9234],
        ['Pilsen', -87.6564, 41.8567],
        ['Lincoln Square', -87.6891, 41.9686],
      ),
      defineCity(
        'Denver',
        ['Highland', -105.0114, 39.7621],
        ['Baker', -104.9925, 39.7161],
        ['Park Hill', -104.9267, 39.7458],
      ),
    ],
  },
  en_GB: {
    currency: 'GBP',
    language: 0,
    cities: [
      defineCity(
        'London',
        ['Islington', -0.1029, 51.5465],
        ['Brixton', -0.1145, 51.4613],
        ['Ealing', -0.3051, 51.513],
      ),
      defineCity('Manchester', ['Didsbury', -2.2311, 53.4168], ['Northern Quarter', -2.2344, 53.4838]),
      defineCity('Leeds', ['Headingley', -1.5776, 53.8196], ['Chapel Allerton', -1.5385, 53.8291]),
    ],
  },
  de: {
    currency: 'EUR',
    language: 1,
    cities: [
      defineCity(
        'Berlin',
        ['Prenzlauer Berg', 13.4244, 52.5386],
        ['Neukölln', 13.4394, 52.4811],
        ['Schöneberg', 13.3528, 52.4826],
      ),
      defineCity('München', ['Schwabing', 11.5806, 48.1656], ['Giesing', 11.5941, 48.1109]),
      defineCity('Leipzig', ['Plagwitz', 12.3327, 51.3282], ['Gohlis', 12.3651, 51.3604]),
    ],
  },
  fr: {
    currency: 'EUR',
    language: 2,
    cities: [
      defineCity(
        'Paris',
        ['Belleville', 2.3851, 48.8703],
        ['Montparnasse', 2.3212, 48.8421],
        ['Batignolles', 2.3184, 48.8867],
      ),
      defineCity('Lyon', ['Croix-Rousse', 4.8317, 45.7766], ['Montchat', 4.8803, 45.7478]),
      defineCity('Toulouse', ['Saint-Cyprien', 1.4289, 43.5961], ['Minimes', 1.4354, 43.6205]),
    ],
  },
  es: {
    currency: 'EUR',
    language: 3,
    cities: [
      defineCity(
        'Madrid',
        ['Malasaña', -3.7041, 40.4269],
        ['Lavapiés', -3.7009, 40.4089],
        ['Chamberí', -3.7019, 40.4352],
      ),
      defineCity('Sevilla', ['Nervión', -5.9716, 37.3836], ['Macarena', -5.9847, 37.4057]),
      defineCity('Zaragoza', ['Delicias', -0.9095, 41.6511], ['Las Fuentes', -0.8689, 41.6437]),
    ],
  },
}

function defineCity(city: string, ...districts: readonly (readonly [string, number, number])[]): City {
  return {
    name: city,
    districts: districts.map(([name, longitude, latitude]) => ({ name, longitude, latitude })),
  }
}
