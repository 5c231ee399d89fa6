/** A product: its name in English, German, French and Spanish, and its price range in cents. */
export interface Product {
  readonly names: readonly [string, string, string, string]
  readonly cents: readonly [number, number]
  readonly kind: string
  readonly unit?: string
  /** Maximum quantity in one expense. Default: 1. */
  readonly maxQuantity?: number
}

/** The products of an expense category. */
export interface CategoryProducts {
  /** Relative frequency of the category. */
  readonly weight: number
  readonly subcategories: readonly string[]
  /** Shops by locale, in this order: en_US, en_GB, de, fr, es. */
  readonly shops: readonly (readonly string[])[]
  readonly products: readonly Product[]
  /** Products of expenses over 500. A category without them has no such expenses. */
  readonly expensiveProducts?: readonly Product[]
}

function defineProduct(
  names: readonly [string, string, string, string],
  from: number,
  to: number,
  kind: string,
  options: { readonly unit?: string; readonly maxQuantity?: number } = {},
): Product {
  return { names, cents: [from, to], kind, ...options }
}

export const PRODUCTS_BY_CATEGORY: Readonly<Record<string, CategoryProducts>> = {
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
    products: [
      defineProduct(['Organic Milk', 'Bio-Milch', 'Lait bio', 'Leche ecológica'], 119, 699, 'dairy', {
        unit: 'bottle',
        maxQuantity: 4,
      }),
      defineProduct(
        ['Sourdough Bread', 'Sauerteigbrot', 'Pain au levain', 'Pan de masa madre'],
        250,
        650,
        'bakery',
        {
          maxQuantity: 2,
        },
      ),
      defineProduct(
        ['Free-range Eggs', 'Freilandeier', 'Œufs de plein air', 'Huevos camperos'],
        239,
        599,
        'dairy',
        {
          unit: 'dozen',
          maxQuantity: 2,
        },
      ),
      defineProduct(['Bananas', 'Bananen', 'Bananes', 'Plátanos'], 99, 349, 'produce', {
        unit: 'bunch',
        maxQuantity: 2,
      }),
      defineProduct(['Tomatoes', 'Tomaten', 'Tomates', 'Tomates'], 149, 499, 'produce', { maxQuantity: 3 }),
      defineProduct(
        ['Chicken Breast', 'Hähnchenbrust', 'Blanc de poulet', 'Pechuga de pollo'],
        499,
        1499,
        'meat',
        {
          maxQuantity: 2,
        },
      ),
      defineProduct(['Spaghetti', 'Spaghetti', 'Spaghettis', 'Espaguetis'], 89, 329, 'pantry', {
        maxQuantity: 4,
      }),
      defineProduct(['Olive Oil', 'Olivenöl', "Huile d'olive", 'Aceite de oliva'], 599, 1599, 'pantry'),
      defineProduct(
        ['Coffee Beans', 'Kaffeebohnen', 'Café en grains', 'Café en grano'],
        599,
        1899,
        'drinks',
        {
          maxQuantity: 2,
        },
      ),
      defineProduct(['Cheddar', 'Bergkäse', 'Comté', 'Queso manchego'], 349, 1199, 'dairy'),
      defineProduct(['Apples', 'Äpfel', 'Pommes', 'Manzanas'], 199, 549, 'produce', {
        unit: 'bag',
        maxQuantity: 2,
      }),
      defineProduct(['Dish Soap', 'Spülmittel', 'Liquide vaisselle', 'Lavavajillas'], 149, 499, 'household'),
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
    products: [
      defineProduct(['Main course', 'Hauptgericht', 'Plat', 'Plato principal'], 1100, 2800, 'food', {
        maxQuantity: 4,
      }),
      defineProduct(['Starter', 'Vorspeise', 'Entrée', 'Entrante'], 550, 1300, 'food', { maxQuantity: 2 }),
      defineProduct(['Dessert', 'Nachtisch', 'Dessert', 'Postre'], 450, 990, 'food', { maxQuantity: 3 }),
      defineProduct(['Drinks', 'Getränke', 'Boissons', 'Bebidas'], 320, 850, 'drinks', { maxQuantity: 4 }),
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
    products: [
      defineProduct(['Fuel', 'Benzin', 'Carburant', 'Gasolina'], 2500, 8900, 'fuel'),
      defineProduct(['Tickets', 'Fahrkarten', 'Billets', 'Billetes'], 290, 4900, 'fare', { maxQuantity: 3 }),
      defineProduct(['Parking', 'Parken', 'Parking', 'Aparcamiento'], 200, 1800, 'parking'),
    ],
    expensiveProducts: [
      defineProduct(
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
    products: [
      defineProduct(['Electricity', 'Strom', 'Électricité', 'Electricidad'], 4500, 18_000, 'bill'),
      defineProduct(['Water', 'Wasser', 'Eau', 'Agua'], 2200, 7600, 'bill'),
      defineProduct(['Internet', 'Internet', 'Internet', 'Internet'], 2499, 7999, 'bill'),
    ],
    expensiveProducts: [
      defineProduct(
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
    products: [
      defineProduct(['Light bulbs', 'Glühlampen', 'Ampoules', 'Bombillas'], 399, 1999, 'supplies', {
        maxQuantity: 4,
      }),
      defineProduct(['Paint', 'Wandfarbe', 'Peinture', 'Pintura'], 1899, 6499, 'supplies', {
        maxQuantity: 2,
      }),
      defineProduct(
        ['Storage box', 'Aufbewahrungsbox', 'Boîte de rangement', 'Caja organizadora'],
        599,
        2499,
        'supplies',
        { maxQuantity: 4 },
      ),
      defineProduct(['Potting soil', 'Blumenerde', 'Terreau', 'Sustrato'], 499, 1599, 'garden', {
        maxQuantity: 3,
      }),
    ],
    expensiveProducts: [
      defineProduct(
        ['Washing machine', 'Waschmaschine', 'Lave-linge', 'Lavadora'],
        50_900,
        119_900,
        'appliance',
      ),
      defineProduct(['Sofa', 'Sofa', 'Canapé', 'Sofá'], 64_900, 229_900, 'furniture'),
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
    products: [
      defineProduct(['Pain relief', 'Schmerzmittel', 'Antidouleur', 'Analgésico'], 299, 1299, 'medicine', {
        maxQuantity: 2,
      }),
      defineProduct(['Sunscreen', 'Sonnencreme', 'Crème solaire', 'Protector solar'], 599, 1999, 'care'),
      defineProduct(['Vitamins', 'Vitamine', 'Vitamines', 'Vitaminas'], 799, 2499, 'care'),
    ],
    expensiveProducts: [
      defineProduct(
        ['Dental crown', 'Zahnkrone', 'Couronne dentaire', 'Corona dental'],
        54_000,
        160_000,
        'treatment',
      ),
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
    products: [
      defineProduct(
        ['Cinema tickets', 'Kinokarten', 'Places de cinéma', 'Entradas de cine'],
        890,
        1790,
        'tickets',
        {
          maxQuantity: 4,
        },
      ),
      defineProduct(['Paperback', 'Taschenbuch', 'Livre de poche', 'Libro de bolsillo'], 799, 1899, 'books', {
        maxQuantity: 3,
      }),
      defineProduct(['Board game', 'Brettspiel', 'Jeu de société', 'Juego de mesa'], 1999, 5999, 'games'),
    ],
    expensiveProducts: [
      defineProduct(
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
    products: [
      defineProduct(
        ['School supplies', 'Schulbedarf', 'Fournitures scolaires', 'Material escolar'],
        399,
        3999,
        'supplies',
        { maxQuantity: 3 },
      ),
      defineProduct(
        ['Music lesson', 'Musikstunde', 'Cours de musique', 'Clase de música'],
        2500,
        5500,
        'lesson',
        {
          maxQuantity: 2,
        },
      ),
    ],
    expensiveProducts: [
      defineProduct(
        ['Course fee', 'Kursgebühr', 'Frais de cours', 'Matrícula del curso'],
        51_000,
        185_000,
        'fee',
      ),
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
    products: [
      defineProduct(
        ['Charging cable', 'Ladekabel', 'Câble de charge', 'Cable de carga'],
        899,
        2999,
        'accessories',
        {
          maxQuantity: 2,
        },
      ),
      defineProduct(['Headphones', 'Kopfhörer', 'Casque audio', 'Auriculares'], 2999, 24_900, 'audio'),
    ],
    expensiveProducts: [
      defineProduct(['Laptop', 'Laptop', 'Ordinateur portable', 'Portátil'], 59_900, 249_900, 'computers'),
      defineProduct(['Smartphone', 'Smartphone', 'Smartphone', 'Teléfono móvil'], 54_900, 139_900, 'phones'),
    ],
  },
}

/** The weights of the categories, in the form that `pickWeighted` expects. */
export const CATEGORY_WEIGHTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(PRODUCTS_BY_CATEGORY).map(([name, { weight }]) => [name, weight]),
)
export const LARGE_CATEGORY_WEIGHTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(PRODUCTS_BY_CATEGORY)
    .filter(([, { expensiveProducts }]) => expensiveProducts !== undefined)
    .map(([name, { expensiveProducts }]) => [name, expensiveProducts?.length ?? 0]),
)
