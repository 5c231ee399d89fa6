/** Something that is bought: its name in English, German, French and Spanish, and from what to what it costs in cents. */
export interface Good {
  readonly names: readonly [string, string, string, string]
  readonly cents: readonly [number, number]
  readonly kind: string
  readonly unit?: string
  /** At most so many at once; default 1. */
  readonly most?: number
}

/** What is bought in a category of expenses. */
export interface GoodsOfCategory {
  /** The categories by how often they occur. */
  readonly weight: number
  readonly subcategories: readonly string[]
  /** Shops in the order of the locales: en_US, en_GB, de, fr, es. */
  readonly shops: readonly (readonly string[])[]
  readonly goods: readonly Good[]
  /** What makes an expense of over 500 here; a category without it has none. */
  readonly dear?: readonly Good[]
}

function good(
  names: readonly [string, string, string, string],
  from: number,
  to: number,
  kind: string,
  more: { readonly unit?: string; readonly most?: number } = {},
): Good {
  return { names, cents: [from, to], kind, ...more }
}

export const GOODS: Readonly<Record<string, GoodsOfCategory>> = {
  groceries: {
    weight: 46,
    subcategories: ['weekly_shopping', 'top_up', 'bakery', 'market'],
    shops: [
      ['Whole Foods Market', 'Safeway', "Trader Joe's", 'Kroger'],
      ['Tesco', "Sainsbury's", 'Waitrose', 'Co-op'],
      ['REWE', 'EDEKA', 'ALDI', 'Lidl'],
      ['Carrefour', 'Monoprix', 'Intermarché', 'Franprix'],
      ['Mercadona', 'Día', 'Carrefour', 'Alcampo'],
    ],
    goods: [
      good(['Organic Milk', 'Bio-Milch', 'Lait bio', 'Leche ecológica'], 119, 699, 'dairy', {
        unit: 'bottle',
        most: 4,
      }),
      good(['Sourdough Bread', 'Sauerteigbrot', 'Pain au levain', 'Pan de masa madre'], 250, 650, 'bakery', {
        most: 2,
      }),
      good(['Free-range Eggs', 'Freilandeier', 'Œufs de plein air', 'Huevos camperos'], 239, 599, 'dairy', {
        unit: 'dozen',
        most: 2,
      }),
      good(['Bananas', 'Bananen', 'Bananes', 'Plátanos'], 99, 349, 'produce', { unit: 'bunch', most: 2 }),
      good(['Tomatoes', 'Tomaten', 'Tomates', 'Tomates'], 149, 499, 'produce', { most: 3 }),
      good(['Chicken Breast', 'Hähnchenbrust', 'Blanc de poulet', 'Pechuga de pollo'], 499, 1499, 'meat', {
        most: 2,
      }),
      good(['Spaghetti', 'Spaghetti', 'Spaghettis', 'Espaguetis'], 89, 329, 'pantry', { most: 4 }),
      good(['Olive Oil', 'Olivenöl', "Huile d'olive", 'Aceite de oliva'], 599, 1599, 'pantry'),
      good(['Coffee Beans', 'Kaffeebohnen', 'Café en grains', 'Café en grano'], 599, 1899, 'drinks', {
        most: 2,
      }),
      good(['Cheddar', 'Bergkäse', 'Comté', 'Queso manchego'], 349, 1199, 'dairy'),
      good(['Apples', 'Äpfel', 'Pommes', 'Manzanas'], 199, 549, 'produce', { unit: 'bag', most: 2 }),
      good(['Dish Soap', 'Spülmittel', 'Liquide vaisselle', 'Lavavajillas'], 149, 499, 'household'),
    ],
  },
  dining: {
    weight: 14,
    subcategories: ['restaurant', 'takeaway', 'cafe'],
    shops: [
      ['Pho Saigon', 'The Corner Diner', 'Via Roma'],
      ['The Red Lion', 'Dishoom', 'Pizza Express'],
      ['Zum Goldenen Hirsch', 'Trattoria Luna', 'Sushi Haru'],
      ['Le Petit Bouillon', 'Chez Marcel', 'Crêperie Bretonne'],
      ['Casa Paco', 'La Tasquita', 'El Rincón'],
    ],
    goods: [
      good(['Main course', 'Hauptgericht', 'Plat', 'Plato principal'], 1100, 2800, 'food', { most: 4 }),
      good(['Starter', 'Vorspeise', 'Entrée', 'Entrante'], 550, 1300, 'food', { most: 2 }),
      good(['Dessert', 'Nachtisch', 'Dessert', 'Postre'], 450, 990, 'food', { most: 3 }),
      good(['Drinks', 'Getränke', 'Boissons', 'Bebidas'], 320, 850, 'drinks', { most: 4 }),
    ],
  },
  transport: {
    weight: 12,
    subcategories: ['fuel', 'public_transport', 'parking'],
    shops: [
      ['Shell', 'Chevron', 'Amtrak'],
      ['BP', 'TfL', 'Esso'],
      ['Aral', 'Deutsche Bahn', 'Shell'],
      ['TotalEnergies', 'SNCF', 'RATP'],
      ['Repsol', 'Renfe', 'Cepsa'],
    ],
    goods: [
      good(['Fuel', 'Benzin', 'Carburant', 'Gasolina'], 2500, 8900, 'fuel'),
      good(['Tickets', 'Fahrkarten', 'Billets', 'Billetes'], 290, 4900, 'fare', { most: 3 }),
      good(['Parking', 'Parken', 'Parking', 'Aparcamiento'], 200, 1800, 'parking'),
    ],
    dear: [
      good(
        ['Car repair', 'Autoreparatur', 'Réparation auto', 'Reparación del coche'],
        52_000,
        240_000,
        'repair',
      ),
    ],
  },
  utilities: {
    weight: 9,
    subcategories: ['electricity', 'water', 'internet', 'heating'],
    shops: [
      ['City Light', 'Xcel Energy', 'Comcast'],
      ['British Gas', 'Octopus Energy', 'BT'],
      ['Stadtwerke', 'E.ON', 'Telekom'],
      ['EDF', 'Engie', 'Orange'],
      ['Endesa', 'Iberdrola', 'Movistar'],
    ],
    goods: [
      good(['Electricity', 'Strom', 'Électricité', 'Electricidad'], 4500, 18_000, 'bill'),
      good(['Water', 'Wasser', 'Eau', 'Agua'], 2200, 7600, 'bill'),
      good(['Internet', 'Internet', 'Internet', 'Internet'], 2499, 7999, 'bill'),
    ],
    dear: [
      good(
        ['Heating, whole year', 'Heizkosten, Jahr', 'Chauffage, année', 'Calefacción, año'],
        61_000,
        190_000,
        'bill',
      ),
    ],
  },
  household: {
    weight: 8,
    subcategories: ['furniture', 'tools', 'garden', 'cleaning'],
    shops: [
      ['IKEA', 'The Home Depot', 'Target'],
      ['IKEA', 'B&Q', 'John Lewis'],
      ['IKEA', 'OBI', 'Bauhaus'],
      ['IKEA', 'Leroy Merlin', 'Castorama'],
      ['IKEA', 'Leroy Merlin', 'El Corte Inglés'],
    ],
    goods: [
      good(['Light bulbs', 'Glühlampen', 'Ampoules', 'Bombillas'], 399, 1999, 'supplies', { most: 4 }),
      good(['Paint', 'Wandfarbe', 'Peinture', 'Pintura'], 1899, 6499, 'supplies', { most: 2 }),
      good(
        ['Storage box', 'Aufbewahrungsbox', 'Boîte de rangement', 'Caja organizadora'],
        599,
        2499,
        'supplies',
        { most: 4 },
      ),
      good(['Potting soil', 'Blumenerde', 'Terreau', 'Sustrato'], 499, 1599, 'garden', { most: 3 }),
    ],
    dear: [
      good(['Washing machine', 'Waschmaschine', 'Lave-linge', 'Lavadora'], 50_900, 119_900, 'appliance'),
      good(['Sofa', 'Sofa', 'Canapé', 'Sofá'], 64_900, 229_900, 'furniture'),
    ],
  },
  health: {
    weight: 6,
    subcategories: ['pharmacy', 'doctor', 'dentist', 'sports'],
    shops: [
      ['CVS', 'Walgreens'],
      ['Boots', 'LloydsPharmacy'],
      ['dm', 'Apotheke am Markt'],
      ['Pharmacie Centrale', 'Pharmacie du Marché'],
      ['Farmacia Central', 'Farmacia del Sol'],
    ],
    goods: [
      good(['Pain relief', 'Schmerzmittel', 'Antidouleur', 'Analgésico'], 299, 1299, 'medicine', { most: 2 }),
      good(['Sunscreen', 'Sonnencreme', 'Crème solaire', 'Protector solar'], 599, 1999, 'care'),
      good(['Vitamins', 'Vitamine', 'Vitamines', 'Vitaminas'], 799, 2499, 'care'),
    ],
    dear: [
      good(['Dental crown', 'Zahnkrone', 'Couronne dentaire', 'Corona dental'], 54_000, 160_000, 'treatment'),
    ],
  },
  entertainment: {
    weight: 6,
    subcategories: ['cinema', 'streaming', 'books', 'travel'],
    shops: [
      ['AMC', 'Barnes & Noble'],
      ['Odeon', 'Waterstones'],
      ['CineStar', 'Thalia'],
      ['UGC', 'Fnac'],
      ['Yelmo Cines', 'Casa del Libro'],
    ],
    goods: [
      good(['Cinema tickets', 'Kinokarten', 'Places de cinéma', 'Entradas de cine'], 890, 1790, 'tickets', {
        most: 4,
      }),
      good(['Paperback', 'Taschenbuch', 'Livre de poche', 'Libro de bolsillo'], 799, 1899, 'books', {
        most: 3,
      }),
      good(['Board game', 'Brettspiel', 'Jeu de société', 'Juego de mesa'], 1999, 5999, 'games'),
    ],
    dear: [
      good(
        ['Family holiday', 'Familienurlaub', 'Vacances en famille', 'Vacaciones en familia'],
        78_000,
        420_000,
        'travel',
      ),
    ],
  },
  education: {
    weight: 4,
    subcategories: ['school', 'courses', 'childcare'],
    shops: [
      ['Scholastic', 'Community College'],
      ['WHSmith', 'City Lit'],
      ['Volkshochschule', 'Müller'],
      ['Cultura', 'École de musique'],
      ['Academia Cervantes', 'Papelería Goya'],
    ],
    goods: [
      good(
        ['School supplies', 'Schulbedarf', 'Fournitures scolaires', 'Material escolar'],
        399,
        3999,
        'supplies',
        { most: 3 },
      ),
      good(['Music lesson', 'Musikstunde', 'Cours de musique', 'Clase de música'], 2500, 5500, 'lesson', {
        most: 2,
      }),
    ],
    dear: [
      good(['Course fee', 'Kursgebühr', 'Frais de cours', 'Matrícula del curso'], 51_000, 185_000, 'fee'),
    ],
  },
  electronics: {
    weight: 3,
    subcategories: ['computers', 'phones', 'accessories'],
    shops: [
      ['Best Buy', 'Apple Store'],
      ['Currys', 'Argos'],
      ['MediaMarkt', 'Saturn'],
      ['Fnac', 'Darty'],
      ['MediaMarkt', 'PcComponentes'],
    ],
    goods: [
      good(['Charging cable', 'Ladekabel', 'Câble de charge', 'Cable de carga'], 899, 2999, 'accessories', {
        most: 2,
      }),
      good(['Headphones', 'Kopfhörer', 'Casque audio', 'Auriculares'], 2999, 24_900, 'audio'),
    ],
    dear: [
      good(['Laptop', 'Laptop', 'Ordinateur portable', 'Portátil'], 59_900, 249_900, 'computers'),
      good(['Smartphone', 'Smartphone', 'Smartphone', 'Teléfono móvil'], 54_900, 139_900, 'phones'),
    ],
  },
}

/** The same in the shape that weighted draws take. */
export const CATEGORY_WEIGHTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(GOODS).map(([name, { weight }]) => [name, weight]),
)
export const LARGE_CATEGORY_WEIGHTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(GOODS)
    .filter(([, { dear }]) => dear !== undefined)
    .map(([name, { dear }]) => [name, dear?.length ?? 0]),
)
