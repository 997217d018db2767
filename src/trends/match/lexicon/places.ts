/**
 * Places inside countries that news names without saying the country: states, provinces and regions, big cities, ports, coasts.
 * `code: names`. Names that are also common English words or first names are left out ("Nice", "Reading", "Victoria").
 */
export const INNER_PLACES = `
us: Alabama, Arizona, Arkansas, Colorado, Connecticut, Delaware, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Maine, Maryland, Massachusetts, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Utah, Vermont, Virginia, West Virginia, Wisconsin, Wyoming, Puerto Rico, Guam, Houston, Dallas, San Antonio, Philadelphia, Boston, Baltimore, Detroit, Denver, Las Vegas, San Francisco, San Diego, Oakland, Sacramento, Portland, Miami, Tampa, Orlando, Atlanta, New Orleans, St Louis, St. Louis, Minneapolis, Milwaukee, Pittsburgh, Cleveland, Cincinnati, Kansas City, Salt Lake City, Memphis, Nashville, Long Beach, Manhattan, Brooklyn, Honolulu, Anchorage, Tucson, Albuquerque, Great Lakes, Rockies, Rocky Mountains, East Coast, West Coast, Pacific Northwest, Sun Belt, Rust Belt, Great Plains
gb: Kent, Essex, Sussex, Surrey, Cornwall, Devon, Yorkshire, Lancashire, Merseyside, Tyneside, West Midlands, East Anglia, Cumbria, Liverpool, Sheffield, Bristol, Newcastle, Nottingham, Southampton, Portsmouth, Plymouth, Hull, Dover, Felixstowe, Cambridge, Oxford, Edinburgh, Glasgow, Aberdeen, Cardiff, Swansea, Belfast, Home Counties, Heathrow, Gatwick, City of London, Canary Wharf, Old Bailey, Home Office
fr: Nantes, Rennes, Lille, Bordeaux, Toulouse, Strasbourg, Grenoble, Montpellier, Le Havre, Calais, Dunkirk, Boulogne, Brest, Cherbourg, Brittany, Alsace, Provence, Corsica, Gravelines, Cannes, Burgundy, Pas-de-Calais, Orly, New Caledonia, Mayotte, Martinique, Guadeloupe
de: Cologne, Düsseldorf, Dusseldorf, Stuttgart, Leipzig, Dresden, Bremen, Hanover, Dortmund, Nuremberg, Saxony, Thuringia, Brandenburg, Hesse, Ruhr, North Rhine-Westphalia, Lower Saxony, Karlsruhe, Wolfsburg, Rostock, Magdeburg
it: Naples, Turin, Genoa, Florence, Bologna, Palermo, Lampedusa, Sardinia, Lombardy, Tuscany, Calabria, Trieste, Taranto, Piedmont, Campania, Emilia-Romagna
es: Valencia, Seville, Bilbao, Zaragoza, Malaga, Galicia, Andalusia, Basque Country, Canary Islands, Canaries, Balearic, Mallorca, Majorca, Ceuta, Melilla, Asturias
pt: Algarve, Azores, Madeira, Sines
nl: Eindhoven, Groningen, Zeeland
be: Ghent, Bruges, Liège, Liege, Wallonia, Zeebrugge, Charleroi
ie: Dublin, Galway, Limerick
at: Salzburg, Graz, Tyrol, Innsbruck
ch: Basel, Lausanne, Davos
dk: Aarhus, Jutland, Bornholm, Faroe Islands
se: Gothenburg, Malmö, Malmo, Gotland, Uppsala
no: Bergen, Stavanger, Svalbard, Tromso
fi: Turku, Tampere, Lapland, Porvoo
pl: Krakow, Lodz, Wroclaw, Poznan, Katowice, Silesia, Szczecin, Bialystok
cz: Brno, Moravia
ro: Constanta, Timisoara, Transylvania
bg: Plovdiv, Varna
gr: Thessaloniki, Piraeus, Crete, Lesbos, Aegean
tr: Izmir, Diyarbakir, Adana, Gaziantep, Bosphorus, Anatolia, Incirlik
rs: Novi Sad, Vojvodina
xk: Mitrovica
ba: Republika Srpska, Banja Luka, Mostar
hr: Zagreb, Dubrovnik
ua: Lviv, Dnipro, Mariupol, Mykolaiv, Chernihiv, Bakhmut, Avdiivka, Poltava, Zaporizhia
ru: Kaliningrad, Rostov, Kazan, Yekaterinburg, Novosibirsk, Murmansk, Sochi, Dagestan, Bryansk, Samara, Primorsk, Novorossiysk, Tuapse, Kamchatka, Sakhalin
kz: Almaty
cn: Chongqing, Tianjin, Guangzhou, Chengdu, Nanjing, Hangzhou, Xi'an, Ningbo, Qingdao, Dalian, Macau, Hainan, Sichuan, Yunnan, Fujian, Zhejiang, Jiangsu, Shandong, Hebei, Henan, Hubei, Hunan, Inner Mongolia, Manchuria, Yangtze, Pearl River, Urumqi, Harbin
tw: Taichung, Penghu, Keelung, New Taipei
jp: Kyoto, Nagoya, Yokohama, Fukuoka, Hiroshima, Nagasaki, Kobe, Sapporo, Sendai, Niigata, Fukushima, Miyagi, Ishikawa, Noto, Kyushu, Shikoku, Honshu, Kumamoto, Aomori, Fukui, Shizuoka, Kanagawa, Saitama, Chiba, Hokuriku, Nankai
kr: Incheon, Daegu, Daejeon, Gwangju, Ulsan, Pyeongtaek, Jeju, Gyeonggi, Pohang
in: Bengaluru, Bangalore, Chennai, Kolkata, Calcutta, Hyderabad, Pune, Ahmedabad, Maharashtra, Karnataka, Kerala, Tamil Nadu, Bihar, Uttar Pradesh, Madhya Pradesh, Rajasthan, West Bengal, Assam, Manipur, Odisha, Telangana, Haryana, Ladakh, Jammu, Srinagar, Goa, Bollywood, Lok Sabha
pk: Peshawar, Quetta, Sindh, Khyber Pakhtunkhwa, Gwadar, Multan, Faisalabad
bd: Chittagong, Chattogram, Cox's Bazar, Sylhet
lk: Jaffna, Kandy, Hambantota, Trincomalee
af: Kandahar, Herat, Helmand, Kunduz, Nangarhar
mm: Mandalay, Rakhine, Shan State, Kachin, Sagaing
th: Phuket, Chiang Mai, Pattaya, Isan
vn: Da Nang, Haiphong, Mekong delta, Saigon
ph: Cebu, Davao, Palawan, Leyte, Visayas, Second Thomas Shoal
my: Penang, Johor, Sabah, Sarawak, Selangor
id: Sumatra, Sulawesi, Papua, Aceh, Surabaya, Borneo, Kalimantan, Bandung, Lombok, Nusantara
kh: Siem Reap, Sihanoukville
au: Brisbane, Perth, Adelaide, Hobart, New South Wales, Tasmania, Northern Territory, South Australia, Western Australia, Pilbara, Gold Coast, Murray-Darling
nz: Auckland, Christchurch, Waikato
ca: Vancouver, Montreal, Calgary, Edmonton, Winnipeg, Halifax, British Columbia, Manitoba, Saskatchewan, Nova Scotia, New Brunswick, Newfoundland, Yukon, Prince Rupert
mx: Monterrey, Guadalajara, Tijuana, Ciudad Juarez, Sinaloa, Oaxaca, Chiapas, Cancun, Jalisco, Michoacan, Yucatan, Veracruz, Manzanillo
br: São Paulo, Rio Grande do Sul, Bahia, Minas Gerais, Manaus, Belem, Belém, Porto Alegre, Recife, Mato Grosso, Pernambuco
ar: Cordoba, Rosario, Patagonia, Vaca Muerta
cl: Valparaiso, Antofagasta, Atacama, Codelco
pe: Cusco, Arequipa, Callao, Chancay
co: Medellin, Medellín, Cali, Cartagena, Barranquilla, Catatumbo
ve: Maracaibo, Orinoco
ec: Guayaquil, Galapagos, Esmeraldas
bo: Santa Cruz, Cochabamba
pa: Gatun, Darien
il: Ashdod, Eilat, Negev, Galilee, Beersheba, Golan Heights
ps: Khan Younis, Gaza City, Jenin, Nablus, Hebron, East Jerusalem
ir: Mashhad, Shiraz, Tabriz, Bushehr, Bandar Abbas, Khuzestan, Kharg
iq: Kirkuk, Anbar, Najaf, Karbala
sy: Homs, Hama, Latakia, Daraa, Deir ez-Zor, Sweida
lb: Sidon, Bekaa
sa: Mecca, Neom, Dammam, Yanbu
ye: Taiz, Marib, Hodeida, Hadramawt, Socotra, Bab al-Mandab
eg: Giza, Port Said, Suez Canal, Aswan
sd: Omdurman, El Obeid, Kordofan, Gezira
et: Oromia, Afar, Somali Region, Mekelle
so: Puntland, Jubaland, Kismayo, Hargeisa
ke: Mombasa, Kisumu, Rift Valley, Turkana, Nakuru, Eldoret, Garissa, Mathare, Kibera
ug: Entebbe, Gulu
cd: Bukavu, Ituri, Katanga, Kisangani, Lubumbashi, Kasai
za: Durban, Gauteng, KwaZulu-Natal, Western Cape, Eastern Cape, Soweto, Port Elizabeth, Limpopo, Eskom, Transnet
zw: Bulawayo, Chitungwiza
mz: Beira, Cabo Delgado, Nampula, Tete
ng: Kano, Kaduna, Port Harcourt, Niger Delta, Maiduguri, Zamfara, Ibadan
gh: Kumasi, Ashanti
ci: Yamoussoukro
ly: Misrata, Sirte, Derna, Sebha
tn: Sfax
ma: Marrakesh, Tangier, Rif
dz: Oran, Kabylia
`

/** Countries that come up less often, as in `COUNTRY_WORDS`. */
export const MORE_COUNTRIES = `
al: Albania | Albanian | Tirana
mk: North Macedonia | Macedonian | Skopje
me: Montenegro | Montenegrin | Podgorica
si: Slovenia | Slovenian, Slovene | Ljubljana
lu: Luxembourg | Luxembourgish |
mt: Malta | Maltese | Valletta
cy: Cyprus | Cypriot | Nicosia | Limassol
kg: Kyrgyzstan | Kyrgyz | Bishkek
tj: Tajikistan | Tajik | Dushanbe
tm: Turkmenistan | Turkmen | Ashgabat
mn: Mongolia | Mongolian | Ulaanbaatar
bn: Brunei | Bruneian |
tl: Timor-Leste, East Timor | Timorese | Dili
pg: Papua New Guinea | Papua New Guinean | Port Moresby | Bougainville
fj: Fiji | Fijian | Suva
sb: Solomon Islands | Solomon Islander | Honiara
vu: Vanuatu | Ni-Vanuatu | Port Vila
ws: Samoa | Samoan | Apia
to: Tonga | Tongan |
mv: Maldives | Maldivian |
bt: Bhutan | Bhutanese | Thimphu
py: Paraguay | Paraguayan | Asuncion
uy: Uruguay | Uruguayan | Montevideo
sr: Suriname | Surinamese | Paramaribo
hn: Honduras | Honduran | Tegucigalpa
gt: Guatemala | Guatemalan |
sv: El Salvador | Salvadoran, Salvadorean | San Salvador, Bukele
ni: Nicaragua | Nicaraguan | Managua
cr: Costa Rica | Costa Rican |
bz: Belize | Belizean | Belmopan
do: Dominican Republic | Dominican | Santo Domingo
jm: Jamaica | Jamaican | Kingston
tt: Trinidad and Tobago, Trinidad | Trinidadian | Port of Spain
bs: Bahamas | Bahamian | Nassau
bb: Barbados | Barbadian | Bridgetown
mw: Malawi | Malawian | Lilongwe | Blantyre, Mzuzu, Nsanje
zm: Zambia | Zambian | Lusaka | Ndola, Kitwe, Copperbelt
tz: Tanzania | Tanzanian | Dodoma, Dar es Salaam | Zanzibar, Arusha, Mwanza
ao: Angola | Angolan | Luanda | Cabinda, Lobito
na: Namibia | Namibian | Windhoek | Walvis Bay
bw: Botswana | Botswanan, Motswana | Gaborone
ls: Lesotho | Basotho | Maseru
sz: Eswatini, Swaziland | Swazi | Mbabane
mg: Madagascar | Malagasy | Antananarivo
mu: Mauritius | Mauritian |
km: Comoros | Comorian |
bi: Burundi | Burundian | Bujumbura, Gitega
dj: Djibouti | Djiboutian |
cf: Central African Republic | Central African | Bangui
cg: Republic of Congo, Congo-Brazzaville | | Brazzaville
ga: Gabon | Gabonese | Libreville
gq: Equatorial Guinea | Equatoguinean | Malabo
gn: Guinea | Guinean | Conakry | Simandou
gw: Guinea-Bissau | | Bissau
sl: Sierra Leone | Sierra Leonean | Freetown
lr: Liberia | Liberian | Monrovia
tg: Togo | Togolese | Lome, Lomé
bj: Benin | Beninese | Cotonou, Porto-Novo
gm: Gambia | Gambian | Banjul
mr: Mauritania | Mauritanian | Nouakchott
cv: Cape Verde | Cape Verdean | Praia
`
