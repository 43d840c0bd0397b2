"""Our words for each kind, for shops that have written none: subject and body.

The greeting, the parcels with their links, the pickup point and the button to the order's page are
put around them by `wms.notices.letter`; a text needs only say what is new.
"""

from __future__ import annotations

from typing import Final

_EN: Final = {
    "received": (
        "We have your order {{ order.external_id }}",
        "Thank you for your order. It has arrived with us, and we will write again when it is on "
        "its way.",
    ),
    "preparing": (
        "We are preparing your order {{ order.external_id }}",
        "Somebody is walking through the warehouse right now and collecting your things.",
    ),
    "packed": (
        "Your order {{ order.external_id }} is packed",
        "{% if order.several_parcels %}Your order is packed in {{ parcel.count }} parcels. They "
        "wait{% else %}Your order is packed. It waits{% endif %} for "
        "{% if parcel.courier %}{{ parcel.courier }}{% else %}the courier{% endif %} now.",
    ),
    "delayed": (
        "Your order {{ order.external_id }} is delayed",
        "We are sorry: your order takes longer than we said."
        "{% if order.leaves_on %} It now leaves our warehouse by {{ order.leaves_on }}.{% endif %}"
        "\n\nYou need not do anything. If that is too late for you, just answer this message.",
    ),
    "shipped": (
        "Your order {{ order.external_id }} is on its way",
        "{% if order.several_parcels %}Good news: your order has left our warehouse in "
        "{{ parcel.count }} parcels. They may arrive on different days.{% else %}Good news: your "
        "parcel has left our warehouse"
        "{% if parcel.courier %} with {{ parcel.courier }}{% endif %}.{% endif %}",
    ),
    "pickup": (
        "Your parcel is waiting for you{% if point.name %} at {{ point.name }}{% endif %}",
        "Your parcel is at the pickup point and waits for you there. "
        "The courier will send you the code for collecting it.",
    ),
    "delivered": (
        "Your order {{ order.external_id }} has arrived",
        "The courier tells us that your order was delivered. We hope that you like it!\n\n"
        "Is something missing or damaged, or did nothing arrive at all? Answer this message and "
        "we will put it right.",
    ),
    "return_label": (
        "How your return R-{{ return.number }} comes back",
        "Everything is ready for your return{% if return.courier %} with {{ return.courier }}"
        "{% endif %}.{% if return.code %}\n\nYour code: {{ return.code }}{% endif %}\n\nWhat to do "
        "with it stands on the page of your order. If there is a label to print, it is attached.",
    ),
    "return_received": (
        "Your return has arrived",
        "What you sent back has arrived with us. We will look at it and write again when it is "
        "done.",
    ),
    "refund_cleared": (
        "Your return is checked",
        "We have checked what you sent back, and everything is settled on our side. "
        "{{ shop.name }} can refund you now.",
    ),
    "survey": (
        "How was your order from {{ shop.name }}?",
        "Your order arrived some days ago. One question, and one tap is all it takes: how "
        "satisfied are you?",
    ),
}
_PL: Final = {
    "received": (
        "Mamy zamówienie {{ order.external_id }}",
        "Dziękujemy za zamówienie. Już do nas dotarło. Napiszemy ponownie, gdy wyruszy w drogę.",
    ),
    "preparing": (
        "Przygotowujemy zamówienie {{ order.external_id }}",
        "Właśnie teraz ktoś idzie przez magazyn i zbiera zamówione produkty.",
    ),
    "packed": (
        "Zamówienie {{ order.external_id }} jest spakowane",
        "{% if order.several_parcels %}Zamówienie jest spakowane. Liczba paczek: "
        "{{ parcel.count }}. Czekają{% else %}Zamówienie jest spakowane. Czeka{% endif %} "
        "teraz na kuriera{% if parcel.courier %} ({{ parcel.courier }}){% endif %}.",
    ),
    "delayed": (
        "Zamówienie {{ order.external_id }} dotrze później",
        "Przepraszamy: realizacja zamówienia potrwa dłużej, niż zapowiadaliśmy."
        "{% if order.leaves_on %} Nowy termin wysyłki: {{ order.leaves_on }}.{% endif %}"
        "\n\nNie trzeba nic robić. Jeśli to dla Państwa za późno, wystarczy odpowiedzieć na tę "
        "wiadomość.",
    ),
    "shipped": (
        "Zamówienie {{ order.external_id }} jest w drodze",
        "{% if order.several_parcels %}Dobra wiadomość: zamówienie opuściło nasz magazyn. "
        "Liczba paczek: {{ parcel.count }}; mogą dotrzeć w różnych dniach.{% else %}Dobra "
        "wiadomość: paczka opuściła nasz magazyn"
        "{% if parcel.courier %}. Wiezie ją {{ parcel.courier }}{% endif %}.{% endif %}",
    ),
    "pickup": (
        "Paczka czeka na odbiór{% if point.name %}: {{ point.name }}{% endif %}",
        "Paczka jest już w punkcie odbioru i czeka na Państwa. Kod do odbioru przyśle kurier.",
    ),
    "delivered": (
        "Zamówienie {{ order.external_id }} dotarło",
        "Kurier przekazał nam, że zamówienie zostało doręczone. Mamy nadzieję, że będzie dobrze "
        "służyć!\n\nCzegoś brakuje, coś jest uszkodzone albo nic nie dotarło? Prosimy odpowiedzieć "
        "na tę wiadomość, a my to naprawimy.",
    ),
    "return_label": (
        "Jak odesłać zwrot R-{{ return.number }}",
        "Wszystko do odesłania zwrotu jest gotowe{% if return.courier %} ({{ return.courier }})"
        "{% endif %}.{% if return.code %}\n\nKod: {{ return.code }}{% endif %}\n\nCo dalej, jest "
        "opisane na stronie zamówienia. Etykieta do wydruku, jeśli jest potrzebna, jest w "
        "załączniku.",
    ),
    "return_received": (
        "Zwrot do nas dotarł",
        "Odesłana paczka jest już u nas. Obejrzymy ją i napiszemy ponownie, gdy skończymy.",
    ),
    "refund_cleared": (
        "Zwrot jest sprawdzony",
        "Sprawdziliśmy zwrot i po naszej stronie wszystko jest załatwione. "
        "{{ shop.name }} może teraz zwrócić Państwu pieniądze.",
    ),
    "survey": (
        "Jak oceniają Państwo zamówienie ze sklepu {{ shop.name }}?",
        "Kilka dni temu dotarło do Państwa zamówienie. Jedno pytanie, wystarczy jedno "
        "dotknięcie: na ile są Państwo zadowoleni?",
    ),
}
_UK: Final = {
    "received": (
        "Ваше замовлення {{ order.external_id }} у нас",
        "Дякуємо за замовлення. Воно вже в нас; ми напишемо знову, коли воно вирушить у дорогу.",
    ),
    "preparing": (
        "Ми готуємо ваше замовлення {{ order.external_id }}",
        "Саме зараз хтось іде складом і збирає ваші речі.",
    ),
    "packed": (
        "Ваше замовлення {{ order.external_id }} запаковано",
        "{% if order.several_parcels %}Ваше замовлення запаковано. Кількість посилок: "
        "{{ parcel.count }}. Вони чекають{% else %}Ваше замовлення запаковано. Воно чекає"
        "{% endif %} на кур’єра{% if parcel.courier %} ({{ parcel.courier }}){% endif %}.",
    ),
    "delayed": (
        "Ваше замовлення {{ order.external_id }} затримується",
        "Вибачте: ваше замовлення потребує більше часу, ніж ми обіцяли."
        "{% if order.leaves_on %} Нова дата відправлення – {{ order.leaves_on }}{% endif %}"
        "\n\nВам не треба нічого робити. Якщо для вас це запізно, просто дайте відповідь на цей "
        "лист.",
    ),
    "shipped": (
        "Ваше замовлення {{ order.external_id }} вже в дорозі",
        "{% if order.several_parcels %}Гарна новина: ваше замовлення вирушило з нашого складу. "
        "Кількість посилок: {{ parcel.count }}; вони можуть прибути в різні дні.{% else %}Гарна "
        "новина: ваша посилка вирушила з нашого складу"
        "{% if parcel.courier %}. Її везе {{ parcel.courier }}{% endif %}.{% endif %}",
    ),
    "pickup": (
        "Ваша посилка чекає на вас{% if point.name %}: {{ point.name }}{% endif %}",
        "Ваша посилка вже в пункті видачі й чекає на вас. Код для отримання надішле кур’єр.",
    ),
    "delivered": (
        "Ваше замовлення {{ order.external_id }} прибуло",
        "Кур’єр повідомив нам, що ваше замовлення доставлено. Сподіваємося, воно вам до "
        "вподоби!\n\nЧогось бракує, щось пошкоджено або нічого не прибуло? Дайте відповідь на цей "
        "лист, і ми це виправимо.",
    ),
    "return_label": (
        "Як надіслати повернення R-{{ return.number }}",
        "Усе для вашого повернення готове{% if return.courier %} ({{ return.courier }})"
        "{% endif %}.{% if return.code %}\n\nВаш код: {{ return.code }}{% endif %}\n\nЩо з ним "
        "робити, написано на сторінці замовлення. Етикетка для друку, якщо вона потрібна, – у "
        "вкладенні.",
    ),
    "return_received": (
        "Ваше повернення прибуло",
        "Те, що ви надіслали назад, уже в нас. Ми все оглянемо й напишемо знову, коли закінчимо.",
    ),
    "refund_cleared": (
        "Ваше повернення перевірено",
        "Ми перевірили ваше повернення, і з нашого боку все залагоджено. "
        "{{ shop.name }} тепер може повернути вам гроші.",
    ),
    "survey": (
        "Як вам замовлення з магазину {{ shop.name }}?",
        "Кілька днів тому ви отримали замовлення. Одне запитання, достатньо одного дотику: "
        "наскільки ви задоволені?",
    ),
}
_DE: Final = {
    "received": (
        "Ihre Bestellung {{ order.external_id }} ist bei uns",
        "Vielen Dank für Ihre Bestellung. Sie ist bei uns eingegangen. Wir schreiben Ihnen "
        "wieder, sobald sie unterwegs ist.",
    ),
    "preparing": (
        "Wir bereiten Ihre Bestellung {{ order.external_id }} vor",
        "Gerade jetzt geht jemand durch unser Lager und sucht Ihre Artikel zusammen.",
    ),
    "packed": (
        "Ihre Bestellung {{ order.external_id }} ist gepackt",
        "{% if order.several_parcels %}Ihre Bestellung ist in {{ parcel.count }} Paketen verpackt. "
        "Sie warten{% else %}Ihre Bestellung ist gepackt. Sie wartet{% endif %} jetzt auf "
        "{% if parcel.courier %}{{ parcel.courier }}{% else %}den Paketdienst{% endif %}.",
    ),
    "delayed": (
        "Ihre Bestellung {{ order.external_id }} verspätet sich",
        "Es tut uns leid: Ihre Bestellung braucht länger als angekündigt."
        "{% if order.leaves_on %} Neuer Versandtermin: {{ order.leaves_on }}.{% endif %}"
        "\n\nSie müssen nichts tun. Wenn Ihnen das zu spät ist, antworten Sie einfach auf diese "
        "Nachricht.",
    ),
    "shipped": (
        "Ihre Bestellung {{ order.external_id }} ist unterwegs",
        "{% if order.several_parcels %}Gute Nachricht: Ihre Bestellung hat unser Lager in "
        "{{ parcel.count }} Paketen verlassen. Sie können an verschiedenen Tagen ankommen."
        "{% else %}Gute Nachricht: Ihr Paket hat unser Lager verlassen"
        "{% if parcel.courier %} und reist mit {{ parcel.courier }}{% endif %}.{% endif %}",
    ),
    "pickup": (
        "Ihr Paket liegt zur Abholung bereit{% if point.name %}: {{ point.name }}{% endif %}",
        "Ihr Paket ist an der Abholstelle angekommen und wartet dort auf Sie. "
        "Den Code zum Abholen schickt Ihnen der Paketdienst.",
    ),
    "delivered": (
        "Ihre Bestellung {{ order.external_id }} ist angekommen",
        "Der Paketdienst meldet, dass Ihre Bestellung zugestellt wurde. Wir hoffen, sie gefällt "
        "Ihnen!\n\nFehlt etwas, ist etwas beschädigt oder ist gar nichts angekommen? Antworten Sie "
        "auf diese Nachricht, und wir bringen es in Ordnung.",
    ),
    "return_label": (
        "So kommt Ihre Rücksendung R-{{ return.number }} zurück",
        "Für Ihre Rücksendung{% if return.courier %} mit {{ return.courier }}{% endif %} ist alles "
        "bereit.{% if return.code %}\n\nIhr Code: {{ return.code }}{% endif %}\n\nWas Sie damit "
        "tun, steht auf der Seite Ihrer Bestellung. Ein Etikett zum Ausdrucken liegt bei, wenn Sie "
        "eines brauchen.",
    ),
    "return_received": (
        "Ihre Rücksendung ist angekommen",
        "Ihre Rücksendung ist bei uns eingetroffen. Wir sehen sie uns an und schreiben Ihnen "
        "wieder, sobald wir fertig sind.",
    ),
    "refund_cleared": (
        "Ihre Rücksendung ist geprüft",
        "Wir haben Ihre Rücksendung geprüft, und auf unserer Seite ist alles erledigt. "
        "{{ shop.name }} kann Ihnen jetzt das Geld erstatten.",
    ),
    "survey": (
        "Wie war Ihre Bestellung bei {{ shop.name }}?",
        "Vor einigen Tagen ist Ihre Bestellung angekommen. Eine Frage, ein Tippen genügt: Wie "
        "zufrieden sind Sie?",
    ),
}
#: subject and body by language and kind
DEFAULTS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "en": _EN,
    "pl": _PL,
    "uk": _UK,
    "de": _DE,
}
