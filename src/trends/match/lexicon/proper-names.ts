/**
 * What well-known names stand for: trades of companies, offices by their addresses, makes of weapons, indices. One meaning a line,
 * `name: proper names`, written as in running text; a text that names one speaks of that meaning.
 */
export const NAMED_MEANINGS = `
carmaker: Volkswagen, VW, Stellantis, Renault, Peugeot, Fiat, BMW, Mercedes, Mercedes-Benz, Audi, Porsche, Skoda, Opel, Vauxhall, Volvo, Toyota, Honda, Nissan, Mazda, Subaru, Suzuki, Mitsubishi Motors, Hyundai, Kia, Ford, General Motors, GM, Chrysler, Jeep, Tesla, Rivian, BYD, Geely, SAIC, Chery, Nio, Xpeng, Great Wall Motor, Tata Motors, Jaguar Land Rover, JLR, Mahindra
ev: Tesla, Rivian, BYD, Nio, Xpeng, Polestar
battery: CATL, Northvolt, LG Energy Solution, Panasonic, Samsung SDI
bank: HSBC, Barclays, Lloyds, NatWest, Santander, BBVA, BNP Paribas, Société Générale, Crédit Agricole, Deutsche Bank, Commerzbank, UniCredit, Intesa Sanpaolo, ING, UBS, Credit Suisse, JPMorgan, Goldman Sachs, Morgan Stanley, Citigroup, Citi, Bank of America, Wells Fargo, ICBC, Mizuho, MUFG, Nomura
centralbank: Bank of England, BoE, Threadneedle Street, Bundesbank, Riksbank, Norges Bank, Bank of Japan, BoJ, BOJ, Reserve Bank, RBA, RBI, SNB, Banxico, Bank of Canada, Bank of Korea, PBOC, PBoC, State Bank, Bank of Israel, Copom
ratesetters: Bank of England, Threadneedle Street, BoE, FOMC, Copom
rating: Moody's, Fitch, S&P Global, DBRS
stocks: FTSE, DAX, CAC 40, Nikkei, Topix, Hang Seng, Sensex, Nifty, Kospi, Bovespa, Stoxx, Euronext, Shanghai Composite, Russell 2000
insurance: Swiss Re, Munich Re, Allianz, Axa, Generali, Zurich Insurance, AIG, Chubb, Prudential, Aviva, State Farm, Allstate
crypto: Binance, Coinbase, Kraken, Tether, Ripple, Solana, FTX, Bybit, OKX
exchange: Binance, Coinbase, Kraken, FTX, Bybit, OKX
chip: Nvidia, TSMC, Intel, AMD, Qualcomm, Broadcom, ASML, SMIC, Micron, SK Hynix, Hynix, Kioxia, Infineon, STMicroelectronics, NXP, Renesas, GlobalFoundries, Arm, Applied Materials, Lam Research, Tokyo Electron, CXMT, YMTC
memory: SK Hynix, Hynix, Micron, Kioxia, CXMT, YMTC, SanDisk
ai: OpenAI, Anthropic, DeepMind, ChatGPT, Gemini, Copilot, DeepSeek, Mistral, xAI, Grok, Llama, Claude
tech: Google, Alphabet, Apple, Microsoft, Meta, Facebook, Amazon, TikTok, ByteDance, Alibaba, Tencent, Baidu, Huawei, Xiaomi, Oracle, IBM, Salesforce, SAP, Netflix, Spotify, YouTube, Instagram, WhatsApp, Telegram, Reddit, Twitter
device: iPhone, iPad, Galaxy, PlayStation, Xbox, Nintendo, Lenovo, Dell
telecom: Vodafone, Telefonica, Telefónica, Deutsche Telekom, Verizon, AT&T, T-Mobile, Airtel, Jio, MTN, Starlink, Eutelsat
aviation: Boeing, Airbus, Embraer, Comac, Lufthansa, Ryanair, EasyJet, easyJet, Air France, KLM, British Airways, Iberia, Emirates, Qatar Airways, Delta Air Lines, United Airlines, American Airlines, Southwest Airlines, Spirit AeroSystems, Qantas, Air India, IndiGo, PIA, Aeroflot, Turkish Airlines, Dreamliner, 737 Max, 737 MAX
arms: Lockheed Martin, Raytheon, RTX, Northrop Grumman, BAE Systems, Rheinmetall, Thales, Leonardo, Saab, KNDS, Hanwha, Rafael, Elbit, Patriot, Himars, HIMARS, Leopard, Abrams, Javelin
missile: Iskander, Kinzhal, Kalibr, Tomahawk, Storm Shadow, ATACMS, Oreshnik, Hwasong, Taurus, Fateh
warplane: F-16, F-35, F-15, Rafale, Gripen, Eurofighter, MiG, Su-34, Su-35, J-10, J-20, B-2, B-52
drug: Pfizer, Moderna, AstraZeneca, GSK, Novartis, Roche, Sanofi, Bayer, Merck, Novo Nordisk, Eli Lilly, Johnson & Johnson, Bavarian Nordic, BioNTech, Gilead, Ozempic, Wegovy
vaccine: Moderna, BioNTech, Bavarian Nordic, Gavi
oil: BP, Shell, ExxonMobil, Exxon, Chevron, TotalEnergies, Equinor, Eni, Aramco, Rosneft, Lukoil, Petrobras, Pemex, PDVSA, ADNOC, Sinopec, CNOOC, PetroChina, Occidental
gas: Gazprom, Novatek, QatarEnergy, Cheniere, Nord Stream, TurkStream, Equinor
electricity: EDF, RWE, E.ON, Enel, Iberdrola, National Grid, Vattenfall, Tepco, Eskom, PG&E, Ercot, ERCOT, Red Eléctrica, Engie
renewable: Orsted, Ørsted, Vestas, Siemens Energy, Siemens Gamesa, NextEra, First Solar
reactor: Tepco, Westinghouse, Rosatom, Hinkley Point, Sizewell, Flamanville, Kashiwazaki, Zaporizhzhia nuclear, Three Mile Island, Chernobyl, Fukushima
mine: Rio Tinto, BHP, Glencore, Anglo American, Vale, Freeport, Barrick, Codelco, Fortescue, Antofagasta, Albemarle, SQM
metal: ArcelorMittal, Thyssenkrupp, Nippon Steel, US Steel, U.S. Steel, Tata Steel, Alcoa, Norsk Hydro, British Steel, Salzgitter
ship: Maersk, MSC, Hapag-Lloyd, CMA CGM, Cosco, Evergreen Marine
freight: Maersk, MSC, Hapag-Lloyd, CMA CGM, Cosco, DHL, FedEx, UPS, DB Schenker
retail: Walmart, Costco, Carrefour, Tesco, Sainsbury's, Aldi, Lidl, Ikea, Zara, Shein, Temu, Rewe, Home Depot
food: Nestle, Nestlé, Unilever, Danone, Cargill, ADM, Bunge, Tyson, JBS, Kraft Heinz, Mondelez, FAO, World Food Programme, WFP
propertydeveloper: Evergrande, Country Garden, Vanke, Vonovia, Persimmon, Barratt, Taylor Wimpey, Signa, Adler
housing: Nationwide, Halifax, Rightmove, Zillow, Redfin, Zoopla, Fannie Mae, Freddie Mac
space: SpaceX, Blue Origin, Rocket Lab, Arianespace, Roscosmos, ISRO, JAXA, ESA, Starship, Falcon 9, Soyuz, Orion, Kourou, Cape Canaveral, Baikonur, Virgin Galactic, Starliner
rocket: Starship, Falcon 9, Falcon Heavy, Ariane, Soyuz, Long March, New Glenn, Vulcan, Vega
union: CGT, CFDT, Verdi, Ver.di, IG Metall, Unite, Unison, RMT, Aslef, UAW, Teamsters, ILA, AFL-CIO, Cosatu, Solidarnosc, ILWU
labourstrike: RMT, Aslef, Teamsters, UAW
humanitarian: Unicef, UNICEF, UNHCR, Red Cross, Red Crescent, Oxfam, Médecins Sans Frontières, MSF, Save the Children, World Food Programme, WFP, OCHA, Amnesty
refugee: UNHCR, Frontex, IOM
healthorg: WHO, CDC, ECDC, Africa CDC, NHS, FDA, EMA, Gavi, MSF
meteorologist: Met Office, NOAA, Bureau of Meteorology, National Hurricane Center, National Weather Service, Copernicus, JTWC, IMD, Météo-France
parliament: Knesset, Bundestag, Bundesrat, Duma, State Duma, Sejm, Diet, Rada, Capitol Hill, Commons, House of Lords, Lok Sabha, Majlis, Folketing, Riksdag, Storting, Cortes, Assemblée
headgov: Kremlin, White House, Downing Street, Elysee, Élysée, Oval Office, Blue House, Palazzo Chigi, Planalto, Casa Rosada, Zhongnanhai
police: Scotland Yard, Met Police, Europol, Interpol, Carabinieri, Guardia Civil, Garda, NYPD
spy: Mossad, CIA, MI6, MI5, FSB, GRU, Stasi, NSA, GCHQ, Shin Bet, ISI
militant: al-Qaeda, Islamic State, Boko Haram, al-Shabaab, Hezbollah, Hamas, Houthi, Houthis, PKK, JNIM, ISWAP, FARC, ELN, M23, Lashkar-e-Taiba, Jaish-e-Mohammed
court: Old Bailey, Supreme Court, High Court, Court of Justice, ICC, ICJ, The Hague, Constitutional Court
cyber: LockBit, Lazarus, Fancy Bear, Volt Typhoon, Salt Typhoon, Sandworm, Scattered Spider, CrowdStrike, Kaspersky, ALPHV
imfprogramme: IMF, International Monetary Fund, World Bank, Paris Club
`
