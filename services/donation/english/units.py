"""A unit among the others, who may be named, gifts with parts and members, the letterhead."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Sửa thông tin": "Correct what is known",
    "Sửa thông tin đơn vị": "Correct what is known of a unit",
    "Ghi thay đổi": "Record the change",
    "Thông tin mới thay thông tin cũ từ lúc này.": "It replaces what was known from now on.",
    "Đổi tên": "Another name",
    "Tên mới đứng ở mã mới và mang theo mọi khoản, đơn vị trực thuộc và lời đồng ý. Phiếu thu cũ giữ "
    "nguyên tên đã viết. Không đổi ngược lại được.": (
        "The new name stands under the new code, with all gifts, units below and consent. Receipts of "
        "before keep the name they were written with. It is not undone."
    ),
    "Gộp vào đơn vị khác": "Merge into another unit",
    "Đơn vị được giữ lại. Gõ một phần tên, có dấu hay không dấu, hoặc mã.": (
        "The unit that is kept. Type a part of its name, with accents or without, or the code."
    ),
    "Xem những gì sẽ chuyển": "See what would move",
    "Chưa gộp gì ở bước này.": "Nothing is merged in this step.",
    "Gộp hai đơn vị là một": "Merge two units that are one",
    "Gộp": "Merge",
    "Gộp rồi không tách ra được. Mã bị gộp giữ các khoản đã ghi và không nhận khoản mới.": (
        "It is not undone. The merged code keeps the gifts it has and takes no new one."
    ),
    "{code} sẽ đi tiếp dưới {head}.": "{code} will go on under {head}.",
    "Những gì sẽ chuyển": "What will move",
    "Khoản ủng hộ còn hiệu lực, {amount}": "Gifts in force, {amount}",
    "Mã đã gộp vào đây từ trước": "Codes merged into it before",
    "Đơn vị trực thuộc sẽ đứng dưới {head}:": "Units below will stand under {head}:",
    "Cùng một người: lời đồng ý hay rút lại gần nhất có hiệu lực cho cả hai mã.": (
        "One person: the last word, given or withdrawn, holds for both codes."
    ),
    "Đã gộp mã {code} vào đây.": "Code {code} was merged into this one.",
    "Đồng ý cho nêu tên": "May be named",
    "Rút lại, không nêu tên nữa": "Withdrawn, no more to be named",
    "Tên biến khỏi mọi trang công khai ngay, ở mọi mã của người này.": (
        "The name disappears from every public page at once, for all codes of the person."
    ),
    "Ví dụ: giấy đồng ý có chữ ký, lưu hồ sơ số 12. Chỉ người của Quỹ đọc được.": (
        "Such as: a signed paper, kept in file 12. Only the fund's staff can read it."
    ),
    "Ghi lời này": "Record it",
    "Mỗi lời đồng ý hay rút lại là một mục riêng và không xoá được.": (
        "Each word is an entry of its own and is not deleted."
    ),
    "Rút tên": "Withdraw the name",
    "Rút tên khỏi trang công khai": "Withdraw a name from the public pages",
    "Trang công khai ghi “Nhà hảo tâm” ngay sau đó. Không nêu lại tên của khoản này được.": (
        "“Nhà hảo tâm” stands in public at once. The name of this gift is not shown again."
    ),
    "Đang được nêu tên": "Is named",
    "Không nêu tên": "Is not named",
    "Tổ chức luôn được nêu tên; lời đồng ý chỉ cần với cá nhân.": (
        "Organisations are always named; consent is for people alone."
    ),
    "Các lời đã nói": "What was said",
    "Đã nói, cũ nhất trước": "What was said, oldest first",
    "Lời": "Word",
    "Nói thế nào": "How it was said",
    "Đồng ý": "Given",
    "Rút lại": "Withdrawn",
    "Người này chưa nói gì về việc nêu tên.": "This person has said nothing about being named.",
    "Xem của mọi người": "See those of everybody",
    "Khoản nhiều phần, nhiều người": "A gift of several parts or people",
    "Khoản chia nhiều mục đích, nộp thay nhiều người hoặc đứng tên người khác": (
        "A gift over several purposes, for several members or in another's name"
    ),
    "Ngày, đợt, hình thức": "Day, campaign, channel",
    "Chia theo mục đích": "Split over purposes",
    "Từ hai phần, cộng lại phải đúng số tiền của khoản": "At least two parts that sum to the gift",
    "Nộp thay cho ai": "For whom it is paid",
    "Mỗi dòng một đơn vị trực thuộc hoặc một người; ghi tiền của tất cả hoặc không ghi của ai": (
        "A unit below or a person in each line; the amounts of all, or of none"
    ),
    "Đứng tên người hoặc đơn vị khác": "In another's name",
    "Khi người đứng tên không phải đơn vị của Quỹ. Chỉ người của Quỹ đọc được, trừ khi có đồng ý.": (
        "For one who is no unit of the fund. Only the fund's staff can read it, unless there is consent."
    ),
    "Người đứng tên đồng ý cho nêu tên công khai": "The one in whose name it is given agrees to be named in public",
    "Đúng đợt vận động của khoản này": "The campaign of this gift",
    "Nhà tình nghĩa": "Gratitude house",
    "Nộp làm nhiều lần": "In several parts",
    "Các lần nộp, cộng lại phải đúng số đăng ký": "The parts sum to the pledge",
    "Đầu giấy của Quỹ": "The fund's letterhead",
    "Dòng tên đơn vị ở góc trên phiếu thu. Bỏ trống thì in tên Quỹ.": (
        "The unit in the corner of a receipt. If it is empty, the fund's name is printed."
    ),
    "Bỏ trống thì in dấu chấm để viết tay.": "If it is empty, dots are printed to write on.",
    "Chỉ ghi khi cơ quan quản lý yêu cầu, ví dụ: Mẫu số C40-BB. Bỏ trống thì không in.": (
        "Only where the authorities ask for it, such as: Mẫu số C40-BB. If it is empty, nothing is printed."
    ),
    "Dùng đầu giấy này": "Use this letterhead",
    "Mọi giấy in từ lúc này có đầu giấy mới, cả khi in lại phiếu cũ.": (
        "All papers printed from now on have it, also when an old receipt is printed again."
    ),
    "Đã ghi đầu giấy mới; mở một phiếu để xem trước khi in.": (
        "The letterhead is recorded; open a receipt to see it before you print."
    ),
}
